-- Drives Neovim without a screen, in the project that is the current folder. Prints one line a check, then their
-- number; the editor's own functions are asked, so what they show is what a user gets.

local out = vim.env.DEMARC_OUT
local checks, failed = 0, 0

local function report(passed, name, detail)
  checks = checks + 1
  failed = failed + (passed and 0 or 1)
  local why = (not passed and detail ~= nil) and '  # ' .. vim.inspect(detail):gsub('%s+', ' ') or ''
  io.stdout:write((passed and 'ok - ' or 'not ok - ') .. name .. why .. '\n')
end

--- Passes once `find` returns something; returns that. `detail` explains a failure.
local function eventually(name, find, detail)
  local found
  local passed = vim.wait(20000, function()
    found = find()
    return found and true or false
  end, 20)
  report(passed, name, not passed and detail and detail() or nil)
  return found
end

local function equal(name, actual, expected)
  local detail = { expected = expected, actual = actual }
  if vim.islist(expected) and vim.islist(actual) then
    -- Of two lists, the first difference says enough.
    for number = 1, math.max(#expected, #actual) do
      if not vim.deep_equal(expected[number], actual[number]) then
        detail = { expected = expected[number], actual = actual[number], item = number }
        break
      end
    end
  end
  report(vim.deep_equal(actual, expected), name, detail)
end

local function text_of(buffer)
  return vim.api.nvim_buf_get_lines(buffer or 0, 0, -1, false)
end

local function read(file)
  return vim.fn.readfile(file)
end

local function keep(name, lines)
  vim.fn.writefile(lines, out .. '/' .. name)
end

--- Lines as they read: without marks of emphasis and code, list marks and blank lines.
local function plain(lines)
  local result = {}
  for _, line in ipairs(lines) do
    line = line:gsub('%*%*', ''):gsub('`', ''):gsub('^%s*%- ', ''):gsub('%s+', ' ')
    if vim.trim(line) ~= '' then
      table.insert(result, vim.trim(line))
    end
  end
  return result
end

--- Puts the cursor on the first occurrence of `needle`, a plain string, plus `skip` bytes.
local function go_to(needle, skip)
  for number, line in ipairs(text_of()) do
    local column = line:find(needle, 1, true)
    if column then
      vim.api.nvim_win_set_cursor(0, { number, column - 1 + (skip or 0) })
      return
    end
  end
  error('not in the file: ' .. needle)
end

local function findings(code)
  return vim.tbl_filter(function(it)
    return not code or it.code == code
  end, vim.diagnostic.get(0))
end

local function summary()
  return vim.tbl_map(function(it)
    return ('%s %d:%d %s'):format(it.code, it.lnum + 1, it.col, it.message)
  end, vim.diagnostic.get(0))
end

--- The text a finding underlines.
local function underlined(it)
  return table.concat(vim.api.nvim_buf_get_text(0, it.lnum, it.col, it.end_lnum, it.end_col, {}), '\n')
end

local function floating()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return window
    end
  end
end

local function hover(name, golden)
  vim.lsp.buf.hover()
  local window = eventually('hover on ' .. name .. ' opens', floating)
  if not window then
    return
  end
  local lines = text_of(vim.api.nvim_win_get_buf(window))
  keep('hover-' .. golden .. '.txt', lines)
  equal('hover on ' .. name .. ' reads as intended', plain(lines), plain(read(vim.env.DEMARC_GOLDEN .. '/' .. golden .. '.md')))
  local widest = 0
  for _, line in ipairs(lines) do
    widest = math.max(widest, vim.api.nvim_strwidth(line))
  end
  report(widest <= 78 and #lines <= 25, 'hover on ' .. name .. ' is at most 25 lines of 78 columns', { #lines, widest })
  vim.api.nvim_win_close(window, true)
end

local function act(title)
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      return action.title == title
    end,
  })
end

local function opened(name)
  return function()
    for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
      if vim.api.nvim_buf_get_name(buffer) == name and #text_of(buffer) > 3 then
        return buffer
      end
    end
  end
end

--- The words of the hint on the function's first line, as Neovim keeps them. What it draws may be older: a redraw
--- between a refresh and its answer leaves the old text standing (0.11.4).
local function function_hint()
  for _, it in ipairs(vim.lsp.inlay_hint.get({ bufnr = 0 })) do
    local line = vim.api.nvim_buf_get_lines(0, it.inlay_hint.position.line, it.inlay_hint.position.line + 1, false)[1]
    if line:find('aws_lambda_function', 1, true) then
      return it.inlay_hint.label
    end
  end
end

--- The same hint as it is drawn: its words, and the text it stands after.
local function drawn_hint()
  vim.cmd.redraw()
  for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(0, -1, 0, -1, { details = true, type = 'virt_text' })) do
    for _, part in ipairs(mark[4].virt_text or {}) do
      if part[1]:find('yours: ', 1, true) then
        local line = vim.api.nvim_buf_get_lines(0, mark[2], mark[2] + 1, false)[1]
        return { label = vim.trim(part[1]), before = line:sub(1, mark[3]) }
      end
    end
  end
end

--- The command of the file's lens, asked for anew.
local function file_lens()
  vim.lsp.codelens.refresh({ bufnr = 0 })
  vim.wait(200, function()
    return #vim.lsp.codelens.get(0) > 0
  end, 20)
  local lens = vim.lsp.codelens.get(0)[1]
  return lens and lens.command
end

local function drive()
  vim.opt.runtimepath:prepend(vim.env.DEMARC_PLUGIN)
  vim.cmd.runtime('plugin/demarc.lua')
  vim.lsp.enable('demarc')

  vim.cmd.edit('new.tf')
  equal('an empty .tf file is Terraform', vim.bo.filetype, 'terraform')
  vim.cmd.edit('new.tofu')
  report(vim.bo.filetype ~= '', 'a .tofu file has a file type', vim.bo.filetype)

  vim.cmd.edit('main.tf')
  equal('main.tf is Terraform', vim.bo.filetype, 'terraform')
  local client = eventually('the client attaches', function()
    local it = vim.lsp.get_clients({ bufnr = 0, name = 'demarc' })[1]
    return it and it.initialized and it
  end)
  equal('the root is the project', vim.uv.fs_realpath(client.root_dir), vim.uv.fs_realpath(vim.fn.getcwd()))

  local logging = eventually('finding: no log group', function()
    return findings('aws-lambda.log-group-retention')[1]
  end, summary)
  if logging then
    equal('its range is the name, after non-ASCII text on the line', underlined(logging):gsub('"', ''), 'orders')
    equal('its message', logging.message, 'no log group for function "orders": AWS creates one that never expires')
    equal('its level', logging.severity, vim.diagnostic.severity.INFO)
    equal('its source', logging.source, 'demarc')
  end
  local secret = eventually('finding: a secret', function()
    return findings('aws-lambda.env-no-secrets')[1]
  end, summary)
  if secret then
    equal('the secret is an error on line 12', { secret.severity, secret.lnum + 1 }, { vim.diagnostic.severity.ERROR, 12 })
  end

  go_to('aws_lambda_function', 3)
  hover('the function', 'lambda')

  vim.lsp.inlay_hint.enable(true, { bufnr = 0 })
  eventually('inlay hint on the first line', function_hint)
  local hint = eventually('it is drawn', drawn_hint)
  if hint then
    equal('its words', hint.label, 'yours: 3 of 6 open · secrets, IAM +1')
    equal('it stands after the brace', hint.before:sub(-1), '{')
  end

  local lens = eventually('code lens', file_lens)
  if lens then
    report(lens.title:find('^%d+ open in this file · .*report$') ~= nil, 'its words', lens.title)
    client:exec_cmd(lens, { bufnr = 0 })
    local page = eventually('the lens opens the report', opened('demarc://report'))
    if page then
      keep('report.md', text_of(page))
      report(text_of(page)[1]:find('^# What stays with us') ~= nil, 'the report has its title', text_of(page)[1])
      report(not vim.bo[page].modifiable, 'the report is read-only')
    end
    vim.cmd('silent! bwipeout! demarc://report')
  end

  go_to('"orders"', 2)
  vim.cmd('Demarc explain')
  local page = eventually(':Demarc explain opens the page of the finding', function()
    for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
      local name = vim.api.nvim_buf_get_name(buffer)
      if vim.startswith(name, 'demarc://explain/aws-lambda.') and #text_of(buffer) > 3 then
        return buffer
      end
    end
  end)
  if page then
    keep('explain.md', text_of(page))
    vim.cmd('bwipeout! ' .. page)
  end

  go_to('"orders"', 2)
  act('Add log group /aws/lambda/orders, kept 30 days (import it if already deployed)')
  eventually('the fix adds the log group', function()
    return table.concat(text_of(), '\n'):find('aws_cloudwatch_log_group', 1, true)
  end, text_of)
  eventually('the finding is gone', function()
    return #findings('aws-lambda.log-group-retention') == 0
  end, summary)
  eventually('the hint counts one less', function()
    return function_hint() == 'yours: 2 of 6 open · secrets, IAM'
  end, function_hint)
  if lens then
    local count = tonumber(lens.title:match('^%d+')) - 1
    eventually('the lens counts one less', function()
      local it = file_lens()
      return it and vim.startswith(it.title, count .. ' open in this file')
    end, file_lens)
  end
  vim.cmd('silent wall')

  client.settings = { demarc = { inlayHints = 'off' } }
  client:notify('workspace/didChangeConfiguration', { settings = client.settings })
  eventually('a changed setting counts at once: no hint', function()
    return not function_hint()
  end, function_hint)

  vim.cmd.edit('account.tf')
  eventually('findings of the storage account', function()
    return #findings() > 0
  end)
  go_to('azurerm_storage_account" "docs', 3)
  hover('the storage account', 'storage')

  vim.cmd.edit(vim.fn.fnameescape('größe.tf'))
  local https = eventually('finding: HTTP is let in', function()
    return vim.tbl_filter(function(it)
      return underlined(it) == 'false'
    end, findings())[1]
  end, summary)
  if https then
    go_to('= false', 3)
    vim.lsp.buf.code_action({
      apply = true,
      filter = function(action)
        return not action.command and action.kind == 'quickfix' and not vim.startswith(action.title, 'Accept')
      end,
    })
    eventually('the fix replaces the value', function()
      return table.concat(text_of(), '\n'):find('= true', 1, true)
    end, text_of)
    eventually('the finding is gone', function()
      return #vim.tbl_filter(function(it)
        return it.code == https.code
      end, findings()) == 0
    end, summary)
  end
  vim.cmd('silent wall')

  vim.cmd('checkhealth demarc')
  local health = text_of()
  keep('health.txt', health)
  local words = table.concat(health, '\n')
  report(not words:find('ERROR') and not words:find('WARNING'), 'the health check finds nothing wrong', health)

  vim.cmd('helptags ' .. vim.env.DEMARC_PLUGIN .. '/doc')
  report(pcall(vim.cmd.help, 'demarc-inlay'), 'the help has demarc-inlay')
  os.remove(vim.env.DEMARC_PLUGIN .. '/doc/tags')

  vim.lsp.stop_client(vim.lsp.get_clients())
  eventually('the server ends', function()
    return #vim.lsp.get_clients() == 0
  end)
end

local ran, message = xpcall(drive, debug.traceback)
if not ran then
  report(false, 'the driver runs to its end', message)
end
io.stdout:write(('1..%d\n'):format(checks))
vim.cmd(failed > 0 and 'cquit 1' or 'qall!')
