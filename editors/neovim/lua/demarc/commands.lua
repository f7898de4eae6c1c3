-- `:Demarc`, in each buffer that a demarc client serves.

local M = {}

--- The duty of the first finding on the cursor's line.
---@return string?
local function duty_at_cursor()
  local line = vim.api.nvim_win_get_cursor(0)[1] - 1
  for _, finding in ipairs(vim.diagnostic.get(0, { lnum = line })) do
    if finding.source == 'demarc' then
      return tostring(finding.code)
    end
  end
end

---@type table<string, fun(client_id: integer, topic: string?)>
local subcommands = {
  report = function(client_id)
    require('demarc.pages').open(client_id, { command = 'demarc.report', title = 'report' })
  end,
  explain = function(client_id, topic)
    topic = topic or duty_at_cursor()
    if not topic then
      vim.notify('demarc: no finding on this line; name a duty, a service, an area or a resource type')
      return
    end
    require('demarc.pages').open(client_id, { command = 'demarc.explain', title = 'explain', arguments = { topic } })
  end,
  log = function()
    vim.cmd.split({ vim.fn.fnameescape(vim.lsp.log.get_filename()), mods = { tab = -1 } })
    vim.cmd.normal({ 'G', bang = true })
  end,
}

--- Makes `:Demarc` known in a buffer.
---@param client_id integer
---@param buffer integer
function M.attach(client_id, buffer)
  local names = vim.tbl_keys(subcommands)
  table.sort(names)
  vim.api.nvim_buf_create_user_command(buffer, 'Demarc', function(call)
    local run = subcommands[call.fargs[1]]
    if run then
      run(client_id, call.fargs[2])
    else
      vim.notify('demarc: no command ' .. call.fargs[1] .. '; there are ' .. table.concat(names, ', '))
    end
  end, {
    nargs = '+',
    desc = 'demarc: report, explain [DUTY], log',
    complete = function(lead, line)
      if not line:match('^%s*%S+%s+%S*$') then
        return {}
      end
      return vim.tbl_filter(function(name)
        return vim.startswith(name, lead)
      end, names)
    end,
  })
end

return M
