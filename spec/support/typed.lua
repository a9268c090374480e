--- A person at a terminal: types answers and Ctrl-C when the program asks or shows something.

local command_line = require("spec.support.command_line")

local Terminal = {}
Terminal.__index = Terminal

--- What has come to the terminal so far.
---@return string
function Terminal:seen()
  return self.cli:contents(self.name .. ".seen")
end

--- Waits until something is seen behind what was seen before the last one.
---@param text string
function Terminal:await(text)
  command_line.eventually(function()
    local _, last = self:seen():find(text, self.from, true)
    if last then self.from = last + 1 end
    return last ~= nil
  end, ("%q is not seen"):format(text))
end

--- Types keys: "\3" is Ctrl-C.
---@param keys string
function Terminal:type(keys)
  self.keyboard:write(keys)
  self.keyboard:flush()
end

--- Waits until the program has ended.
---@return integer status
---@return string seen
function Terminal:wait()
  command_line.eventually(function() return self.cli:contents(self.name .. ".status") ~= "" end, "it does not end")
  self.keyboard:close()
  return tonumber(self.cli:contents(self.name .. ".status")), self:seen()
end

local count = 0

--- Starts a command of the shell on a terminal.
---@param cli table of `spec.support.command_line`
---@param command string
---@param given? table `columns`, `rows`
---@return table terminal
return function(cli, command, given)
  given, count = given or {}, count + 1
  local name = "typed" .. count
  local path = cli:path_of(name)
  for _, part in ipairs({ ".seen", ".status" }) do cli:file(name .. part, "") end
  assert(os.execute("mkfifo " .. path))
  local keyboard = assert(io.open(path, "r+b"))
  local sized = ("stty cols %d rows %d; exec %s"):format(given.columns or 80, given.rows or 24, command)
  os.execute(("(TERM=xterm script -qefc %s /dev/null <%s >%s.seen 2>&1; echo $? >%s.status) >/dev/null 2>&1 &"):format(
    command_line.quoted(sized), path, path, path))
  return setmetatable({ cli = cli, name = name, keyboard = keyboard, from = 1 }, Terminal)
end
