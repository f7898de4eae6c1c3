-- File types that Neovim gets wrong or does not know, and `:Demarc` in the buffers that demarc serves.

if vim.g.loaded_demarc then
  return
end
vim.g.loaded_demarc = true

--- A new or empty .tf file, or one that begins with `//`, is Terraform. Only what looks like TinyFugue, the other
--- owner of this ending, is left to it.
local function tf(_, buffer)
  -- Asked about a mere name, Neovim passes no valid buffer.
  local lines = vim.api.nvim_buf_is_valid(buffer) and vim.api.nvim_buf_get_lines(buffer, 0, 200, false) or {}
  for _, line in ipairs(lines) do
    if line:find('%S') and not line:find('^%s*//') then
      return line:find('^%s*[;/]%s*%a') and 'tf' or 'terraform'
    end
  end
  return 'terraform'
end

vim.filetype.add({ extension = { tf = tf } })

-- Neovim 0.11 knows neither; a later version that does keeps its own answer.
for extension, filetype in pairs({ tofu = 'terraform', tofuvars = 'terraform-vars', tfvars = 'terraform-vars' }) do
  if not vim.filetype.match({ filename = 'x.' .. extension }) then
    vim.filetype.add({ extension = { [extension] = filetype } })
  end
end

vim.api.nvim_create_autocmd('LspAttach', {
  group = vim.api.nvim_create_augroup('demarc', {}),
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == 'demarc' then
      require('demarc.commands').attach(client.id, event.buf)
    end
  end,
})
