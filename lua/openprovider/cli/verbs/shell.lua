--- Verbs for the shell: completion, and pages for man(1).
--
-- @module openprovider.cli.verbs.shell

local argument = require("openprovider.cli.argument")
local exit_codes = require("openprovider.cli.exit_codes")
local output = require("openprovider.cli.output")
local report = require("openprovider.cli.output.report")
local verbs = require("openprovider.cli.parser.verbs")

local LOST = "the output is incomplete"

local function completion(given)
  output.write(require("openprovider.cli.parser").script(given.shell))
  return output.finish(exit_codes.DONE, LOST)
end

-- Makes a folder, unless it is there. -> message | nil
local function make_folder(path)
  local pipe, why = io.popen("mkdir -p -- '" .. path:gsub("'", "'\\''") .. "' 2>&1")
  if not pipe then return why end
  local said = pipe:read("*a")
  pipe:close()
  return said ~= "" and ("cannot make %s: %s"):format(path, (said:gsub("[ \n]+$", ""):gsub("^.*: ", ""))) or nil
end

-- Writes all pages into a folder. -> exit status
local function write_all(pages, folder)
  local wrong = make_folder(folder)
  if wrong then return report.bad_file(wrong) end
  for _, page in ipairs(pages) do
    local path = folder .. "/" .. page.name .. ".1"
    local file, why = io.open(path, "wb")
    if file then
      why = select(2, file:write(page.text))
      local ok, late = file:close()
      why = not ok and late or why
    end
    if why then
      return report.bad_file(("cannot write %s: %s"):format(path, (why:gsub("^.*: ", ""))))
    end
  end
  return exit_codes.DONE
end

-- Whether a verb has another one below it: their page is the same.
local function has_inner(name, inner)
  for _, verb in ipairs(verbs.all()) do
    for _, each in ipairs(verb.name == name and verb.verbs or {}) do
      if each.name == inner then return true end
    end
  end
  return false
end

local function man(given)
  local pages = require("openprovider.cli.manual").pages(verbs.all())
  if given.directory then return write_all(pages, given.directory) end
  local name, inner = given.command[1], given.command[2]
  local wanted = name and "openprovider-" .. name or "openprovider"
  if inner and not has_inner(name, inner) then
    return report.wrong_call(("there is no page for %s; see openprovider --help"):format(
      table.concat(given.command, " ")))
  end
  for _, page in ipairs(pages) do
    if page.name == wanted then
      output.write(page.text)
      return output.finish(exit_codes.DONE, LOST)
    end
  end
  return report.wrong_call(("there is no page for %s; see openprovider --help"):format(name))
end

return {
  { name = "completion", run = completion, group = "Program",
    summary = "print a script that completes verbs and options",
    description = "Print a script for bash, zsh or fish that completes verbs, options and files. `make install` and "
      .. "the Debian package put it where the shell finds it.",
    formats = { "text" },
    arguments = { { name = "shell", argname = "SHELL", choices = { "bash", "zsh", "fish" },
      description = "bash, zsh or fish" } },
    example = "openprovider completion bash > openprovider.bash\nopenprovider completion zsh > _openprovider" },
  { name = "man", run = man, group = "Program", summary = "print a page for man",
    description = "Print the page of the program or of a verb in the form that man(1) shows: give it to `man -l -`. "
      .. "`make install` and the Debian package put all pages where man finds them.",
    formats = { "text" },
    arguments = { { name = "command", argname = "COMMAND", args = "*", completes = "verbs",
      description = "the verb, such as import or tags create" } },
    options = { { name = "--directory", argname = "FOLDER", convert = argument.path,
      description = "write all pages into this folder, which is made if it is missing" } },
    example = "openprovider man import | man -l -\nopenprovider man --directory pages" },
}
