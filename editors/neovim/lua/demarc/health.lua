-- `:checkhealth demarc`

local M = {}

local health = vim.health

---@param cmd string[]
local function check_server(cmd)
  local executable = vim.fn.exepath(cmd[1])
  if executable == '' then
    health.error(cmd[1] .. ' is not on PATH, so no server starts', {
      'Build it: cargo build --release, then copy target/release/demarc to a directory on PATH',
      "Or name it: vim.lsp.config('demarc', { cmd = { '/path/to/demarc', 'lsp' } })",
    })
    return
  end
  local answer = vim.system({ executable, '--version' }, { text = true, timeout = 5000 }):wait()
  local version = vim.trim(answer.stdout or '')
  if answer.code == 0 and vim.startswith(version, 'demarc ') then
    health.ok(version .. ': ' .. executable)
  else
    health.error(executable .. ' is not demarc: asked for its version, it answered "' .. version .. '"')
  end
end

local function check_filetypes()
  local served = vim.lsp.config.demarc.filetypes or {}
  for _, name in ipairs({ 'main.tf', 'main.tofu', 'terraform.tfvars' }) do
    local filetype = vim.filetype.match({ filename = name })
    if vim.list_contains(served, filetype) then
      health.ok(name .. ' is ' .. filetype)
    else
      health.warn(name .. ' is of type ' .. (filetype or 'none') .. ', so demarc does not attach to it', {
        'plugin/demarc.lua did not run, or another plugin overrides it',
      })
    end
  end
end

local function check_clients()
  local clients = vim.lsp.get_clients({ name = 'demarc' })
  for _, client in ipairs(clients) do
    local count = #vim.tbl_keys(client.attached_buffers)
    health.ok(('running for %s, %d buffers'):format(client.root_dir or 'single files', count))
  end
  if #clients == 0 then
    health.info("no server is running: one starts with vim.lsp.enable('demarc') and an open Terraform file")
  end
end

function M.check()
  health.start('demarc')
  if vim.fn.has('nvim-0.11') == 0 then
    health.error('Neovim ' .. tostring(vim.version()) .. ' is too old: demarc needs 0.11')
    return
  end
  health.ok('Neovim ' .. tostring(vim.version()))
  local config = vim.lsp.config.demarc
  if not config or not config.cmd then
    health.error("no configuration named demarc: the plugin's folder is not on 'runtimepath'")
    return
  end
  if type(config.cmd) == 'table' then
    check_server(config.cmd)
  end
  check_filetypes()
  check_clients()
end

return M
