---@brief
--- demarc: which cloud responsibilities stay with you, inside Terraform and OpenTofu files.
--- `vim.lsp.enable('demarc')` starts it; |demarc.txt| has the rest.

---@type vim.lsp.Config
return {
  cmd = { 'demarc', 'lsp' },
  filetypes = { 'terraform', 'terraform-vars', 'opentofu', 'opentofu-vars' },
  -- The settings file first; else the repository, because modules refer to each other within it.
  root_markers = { 'demarc.toml', '.git', { '.terraform', '.terraform.lock.hcl' } },
  init_options = { explainCommand = true },
  settings = { demarc = vim.empty_dict() },
  commands = {
    -- The lens and the action "Explain" answer with a page, which the editor shows.
    ['demarc.report'] = function(command, ctx)
      require('demarc.pages').open(ctx.client_id, command)
    end,
    ['demarc.explain'] = function(command, ctx)
      require('demarc.pages').open(ctx.client_id, command)
    end,
  },
}
