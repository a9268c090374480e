-- Whether a person is watching: what decides about progress on a terminal.
local core = require("openprovider.core")
local obstacles = require("spec.support.obstacles")
local scratch = require("spec.support.scratch")

before_each(scratch.make)
after_each(scratch.remove)

describe("is_terminal", function()
  local PROGRAM = [[
    local core = require("openprovider.core")
    io.open(arg[1], "w"):write(("%s %s %s"):format(
      tostring(core.is_terminal(0)), tostring(core.is_terminal(1)), tostring(core.is_terminal(2)))):close()
  ]]

  it("tells a terminal from a file and a pipe, for each stream by itself", function()
    if obstacles.terminal() then return pending(obstacles.terminal()) end
    local result = scratch.folder .. "/result"
    local command = scratch.command_of(PROGRAM, "", result)
    local cases = {
      [" < /dev/null 2>/dev/null | cat"] = "false false false",
      [" 2>/dev/null"] = "true true false",
      [" > /dev/null < /dev/null"] = "false false true",
    }
    for redirection, expected in pairs(cases) do
      scratch.output_of("script -qec " .. scratch.quoted(command .. redirection) .. " /dev/null < /dev/null")
      assert.equal(expected, scratch.contents(result))
    end
  end)

  it("comes with the columns of the terminal, if it says them", function()
    if obstacles.terminal() then return pending(obstacles.terminal()) end
    local result = scratch.folder .. "/result"
    local program = [[
      local core = require("openprovider.core")
      local columns = {}
      for index = 0, 2 do columns[index + 1] = tostring((core.terminal_width(index))) end
      io.open(arg[1], "w"):write(table.concat(columns, " ")):close()
    ]]
    local command = scratch.command_of(program, "", result)
    for columns, expected in pairs({ [80] = "80 nil 80", [132] = "132 nil 132", [0] = "nil nil nil" }) do
      scratch.output_of("script -qec " .. scratch.quoted(("stty cols %d; %s >/dev/null"):format(columns, command))
        .. " /dev/null < /dev/null")
      assert.equal(expected, scratch.contents(result))
    end
    for _, bad in ipairs({ -1, 3, "x", {} }) do assert.has_error(function() core.terminal_width(bad) end) end
  end)

  it("is about the three standard streams alone", function()
    for _, bad in ipairs({ -1, 3, "x", {} }) do assert.has_error(function() core.is_terminal(bad) end) end
  end)
end)
