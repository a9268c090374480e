--- The verb that writes the file of profiles.
--
-- @module openprovider.cli.verbs.configure

local argument = require("openprovider.cli.argument")
local core = require("openprovider.core")
local exit_codes = require("openprovider.cli.exit_codes")
local file = require("openprovider.cli.profile.file")
local line_options = require("openprovider.cli.parser.options")
local options_of_client = require("openprovider.config")
local output = require("openprovider.cli.output")
local report = require("openprovider.cli.output.report")
local result = require("openprovider.cli.output.result")
local source = require("openprovider.cli.profile.source")

local OPTIONS = {
  { name = "--username", argname = "NAME", description = "user name; asked for if it is not given" },
  { name = "--password-command", argname = "COMMAND",
    description = "a command of the shell that prints the password, such as 'pass openprovider'; without it the "
      .. "password is asked for" },
}

-- Whether a person can answer.
local function is_asked()
  return core.is_terminal(0)
end

-- Asks for a line. -> text, empty for none | nil, message
local function ask(question, now, is_secret)
  local asked = is_asked() and question .. (now and " [" .. now .. "]" or "") .. ": " or ""
  local line, why = core.read_line(asked, is_secret or false)
  if core.interrupted() then
    if is_asked() then output.write_error("\n") end
    return nil, "interrupted; nothing was written"
  end
  if not line then return nil, why or "there is no answer to: " .. question end
  return line
end

-- Asks for a member of a profile; an answer replaces the old value. -> true | nil, message
local function put_asked(profile, name, question)
  local line, why = ask(question, profile[name])
  if line and line ~= "" then profile[name] = line end
  return line and true, why
end

-- -> true | nil, message
local function put_password(profile)
  local is_there = profile.password ~= nil
  local line, why = ask(is_there and "Password (Enter keeps the one that is there)" or "Password", nil, true)
  if not line then return nil, why end
  if line ~= "" then profile.password, profile.password_command = line, nil end
  if line ~= "" or is_there then return true end
  return nil, "there is no password; nothing was written"
end

-- What a client would find wrong with a profile, without the environment's variables. -> message | nil
local function wrong_with(profile)
  local options = {}
  for name, value in pairs(profile) do
    if name ~= "password_command" then options[name] = value end
  end
  local settings, err = options_of_client.resolve(options, function() end)
  return not settings and source.named((err.message:gsub(" in option environment", ""))) or nil
end

-- Asks for the environment until there is one of that name. -> true | nil, message
local function put_environment(profile)
  local usual = profile.environment or "production"
  while true do
    profile.environment = usual
    local ok, message = put_asked(profile, "environment", "Environment, production or sandbox")
    if not ok then return nil, message end
    local wrong = wrong_with({ environment = profile.environment })
    if not wrong then return true end
    output.say(wrong)
  end
end

-- Fills a profile from the command line and from answers. -> true | nil, message
local function fill(profile, given)
  local said = argument.picked(line_options.CONNECTION, given)
  for name, value in pairs(said) do profile[name] = value end
  if said.environment and not said.base_url then profile.base_url = nil end
  if said.base_url and not said.environment then profile.environment = nil end
  local ok, message = true, nil
  profile.username = given.username or profile.username
  if not given.username then ok, message = put_asked(profile, "username", "User name") end
  if ok and not said.environment and not profile.base_url and is_asked() then
    ok, message = put_environment(profile)
  end
  if not ok or message then return nil, message end
  if given.password_command then
    profile.password, profile.password_command = nil, given.password_command
    return true
  end
  if profile.password_command then return true end
  return put_password(profile)
end

local function configure(given)
  local config, message = file.read()
  if message then return report.wrong_call(message) end
  config = config or { profiles = {} }
  local name = given.profile or config.default_profile or "default"
  local profile = config.profiles[name] or {}
  local on_line = argument.picked(line_options.CONNECTION, given)
  on_line.username = given.username
  source.note(on_line, profile, { name = name, members = profile })
  local ok
  ok, message = fill(profile, given)
  if ok then message = wrong_with(profile) end
  if message then return core.interrupted() and report.bad_file(message) or report.wrong_call(message) end
  local path, written = file.put(name, profile)
  if not path then return report.bad_file(written) end
  if given.json then return result({ "profile", "path" }, { profile = name, path = path }, "the profile is written") end
  if not given.quiet then
    output.say('profile "', name, '" is in ', path, "; `openprovider login", written.default_profile == name and ""
      or " --profile " .. name, "` checks it")
  end
  return exit_codes.DONE
end

return {
  { name = "configure", run = configure, group = "Account", summary = "write an account into the file of profiles",
    description = "Write an account into the file of profiles, ~/.config/openprovider/config.json, which only you can "
      .. "read. It asks for what is not given; the password is not shown while you type it. `--profile` names the "
      .. "profile; without it, the first profile is used. It also keeps --environment, --base-url, --ca-file and "
      .. "--timeout.",
    options = OPTIONS,
    example = "openprovider configure --username jan --password-command 'pass jan'" },
}
