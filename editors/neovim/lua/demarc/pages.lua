-- The report and the duties' pages: read-only `demarc://` buffers whose text the server writes.

local M = {}

---@param name string
---@param text string
---@param root string? where `gF` looks for the files that the page names
local function show(name, text, root)
  local buffer = vim.fn.bufadd('demarc://' .. name)
  vim.fn.bufload(buffer)
  local options = vim.bo[buffer]
  options.buftype = 'nofile'
  options.swapfile = false
  options.bufhidden = 'wipe'
  options.modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(text, '\n', { plain = true, trimempty = true }))
  options.modifiable = false
  options.modified = false
  options.filetype = 'markdown'
  if root then
    options.path = vim.fn.escape(root, ' ,') .. ',,'
  end
  local window = vim.fn.bufwinid(buffer)
  if window == -1 then
    vim.cmd.sbuffer(buffer)
  else
    vim.api.nvim_set_current_win(window)
  end
end

--- Runs a server command that answers with a page, and shows it.
---@param client_id integer
---@param command lsp.Command
function M.open(client_id, command)
  local client = assert(vim.lsp.get_client_by_id(client_id), 'the demarc client is gone')
  local arguments = command.arguments or {}
  local params = { command = command.command, arguments = arguments }
  client:request('workspace/executeCommand', params, function(err, text)
    if err then
      vim.notify('demarc: ' .. err.message, vim.log.levels.ERROR)
    elseif type(text) == 'string' then
      local name = command.command == 'demarc.report' and 'report' or 'explain/' .. tostring(arguments[1] or '')
      show(name, text, client.root_dir)
    end
  end)
end

return M
