-- What a user puts into init.lua: the plugin, the hints and the lens.

vim.opt.runtimepath:prepend(vim.env.DEMARC_PLUGIN)
vim.o.swapfile = false
vim.lsp.enable('demarc')
vim.api.nvim_create_autocmd('LspAttach', {
  callback = function(event)
    vim.lsp.inlay_hint.enable(true, { bufnr = event.buf })
    vim.lsp.codelens.refresh({ bufnr = event.buf })
  end,
})
-- The first lenses may come before the project has been read.
vim.api.nvim_create_autocmd('DiagnosticChanged', {
  callback = function(event)
    vim.lsp.codelens.refresh({ bufnr = event.buf })
  end,
})
