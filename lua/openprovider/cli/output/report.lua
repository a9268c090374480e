--- Writes problems, warnings and errors in lines for a person.
--
-- @module openprovider.cli.output.report

local errors = require("openprovider.errors")
local exit_codes = require("openprovider.cli.exit_codes")
local json_text = require("openprovider.cli.output.json_text")
local output = require("openprovider.cli.output")
local settings = require("openprovider.cli.profile.source")

local LOGIN = "POST /auth/login"

-- The members that an error has as JSON, in their order.
local MEMBERS = {
  "kind", "message", "operation", "url", "status", "code", "desc", "data", "field", "hint", "handle", "handles",
  "reference", "differences", "outcome", "cause", "retryable", "retry_after", "attempts", "source", "problems", "total",
}

local ORDER = json_text.order(MEMBERS)
ORDER.members.problems = { element = json_text.order { "path", "code", "severity", "message", "value", "api_code" } }
ORDER.members.differences = { element = json_text.order { "path", "given", "stored" } }

local PROBLEM = json_text.order { "kind", "source", "path", "code", "severity", "message", "value", "api_code" }

local report = {}

-- Writes problems as lines of JSON.
local function write_lines(source, problems)
  for _, problem in ipairs(problems) do
    local line = { kind = problem.severity, source = source }
    for name, value in pairs(problem) do line[name] = value end
    output.line(line, PROBLEM)
  end
end

--- Writes a line for each problem, and one line for further errors that were not kept.
---@param write function such as `output.tell`
---@param source string what they are in, such as a file's name
---@param problems table[]
---@param total? integer how many errors there are; nil for none
function report.problems(write, source, problems, total)
  if output.is_json() then return write_lines(source, problems) end
  local unsaid = total or 0
  for _, problem in ipairs(problems) do
    write(source, ": ", problem.severity, ": ", errors.describe(problem))
    if problem.severity == "error" then unsaid = unsaid - 1 end
  end
  if unsaid > 0 then write(source, ": and ", string.format("%d", unsaid), " more errors") end
end

--- Writes the warnings in the details of a call.
---@param details table
---@param source? string what its warnings are about
function report.details(details, source)
  report.problems(output.tell, source, details.warnings or {})
  for _, warning in ipairs(details.api_warnings) do
    if output.is_json() then
      local message = errors.one_line(tostring(warning.desc))
      output.line({ kind = "warning", source = "the API", code = warning.code, message = message }, PROBLEM)
    else
      output.say("the API warns: ", tostring(warning.desc), " (code ", tostring(warning.code), ")")
    end
  end
  if details.maintenance then output.say("the API says that it is under maintenance") end
end

--- Collects the API's warnings about the parts of one result, each warning once.
---@return table gathered `add(info)`, and `details` as `report.details` takes them
function report.gathered()
  local details, known, last = { api_warnings = {}, maintenance = false }, {}, nil
  local function add(info)
    if info.api_warnings == last then return end -- of the same page
    last = info.api_warnings
    details.maintenance = details.maintenance or info.maintenance
    for _, warning in ipairs(last) do
      local key = tostring(warning.code) .. " " .. tostring(warning.desc)
      if not known[key] then details.api_warnings[#details.api_warnings + 1] = warning end
      known[key] = true
    end
  end
  return { add = add, details = details }
end

-- The words of an error. A command has its own words for the call, but not for a login.
local function words_of(err)
  return settings.named(err.operation == LOGIN and err.message or errors.reason(err))
end

--- The message of an error for a person. A call is cancelled only by a signal.
---@param err table
---@param advice? string for a call that changes something: how to find out an unknown outcome
---@return string
function report.message(err, advice)
  if err.handles and err.kind == "outcome_unknown" then
    return string.format("%s, such as `openprovider delete %s`, unless a domain uses it", err.message,
      err.handles[#err.handles])
  end
  local said = words_of(err)
  if err.kind == "cancelled" then
    said = advice and err.outcome == "not_sent" and "interrupted; nothing was changed" or "interrupted"
  end
  if not advice or not exit_codes.is_in_doubt(err) then return said end
  local summary = err.summary and settings.named(err.summary) or said .. ", so it may have been done"
  return errors.one_line(summary .. ": " .. advice)
end

--- Writes why a command failed: a line for a person, or of JSON if that was asked for.
---@param message string
---@param err table `kind`, and what an error has besides; see `openprovider.errors`
function report.fail(message, err)
  if not output.is_json() then return output.fail(message) end
  local shown = {}
  for _, name in ipairs(MEMBERS) do shown[name] = err[name] end
  shown.message = errors.one_line(message)
  output.line(shown, ORDER)
end

--- Writes that the command line is wrong.
---@param message string what is wrong
---@param verb? string whose help says more
---@return integer code the exit status
function report.wrong_call(message, verb)
  local see = verb and "see openprovider " .. verb .. " --help"
  if see then message = message:sub(-1) == "?" and message .. " (" .. see .. ")" or message .. "; " .. see end
  report.fail(message, { kind = "usage" })
  return exit_codes.WRONG_CALL
end

--- Writes that a file cannot be read or written, or has the wrong content.
---@param message string
---@return integer code the exit status
function report.bad_file(message)
  report.fail(message, { kind = "file" })
  return exit_codes.FAILED
end

-- When to try again, by the server's Retry-After.
local function later(err)
  if not err.retry_after then return "try again later" end
  return ("try again in %.0f s"):format(math.ceil(err.retry_after))
end

-- The next step for an error whose message does not say it, by its kind. -> text | nil
local NEXT = {
  auth = function() return "`openprovider doctor` says which account is used" end,
  network = function(err)
    return err.status and later(err) or "`openprovider doctor` finds out where it fails"
  end,
  tls = function() return "`openprovider doctor` finds out where it fails" end,
  timeout = function() return "try again later, or with a longer --timeout" end,
  maintenance = later,
  protocol = function(err) return err.operation ~= LOGIN and "--debug-body shows the answer" or nil end,
  rate_limited = function(err)
    return err.status and err.retry_after and later(err) or nil
  end,
  not_found = function(err) return err.handle and err.code and "`openprovider list` shows the handles there are" end,
}

-- The message of an error with what to do next.
local function with_next(message, err)
  local next_step = NEXT[err.kind] and NEXT[err.kind](err)
  return next_step and message .. "; " .. next_step or message
end

--- Writes an error.
---@param err table
---@param subject? string what the call was about, such as a handle: shown if the API was asked
---@param advice? string see `report.message`
---@return integer code the exit status
function report.failure(err, subject, advice)
  local message = report.message(err, advice)
  if not (advice and exit_codes.is_in_doubt(err)) then message = with_next(message, err) end
  local is_named = subject and (message:sub(1, #subject) == subject
    or err.operation == subject and message:find("^[A-Z]+ https?://"))
  if subject and not is_named and (err.outcome ~= "not_sent" or err.code) then message = subject .. ": " .. message end
  report.fail(message, err)
  return exit_codes.of(err, advice ~= nil)
end

--- Writes the error of a call whose data came from a file: each of its problems in a line.
---@param err table
---@param source string the file's name
---@param what string as in "invalid customer; nothing was sent"
---@param subject? string see `report.failure`
---@param advice? string see `report.message`
---@return integer code the exit status
function report.refusal(err, source, what, subject, advice)
  if not err.problems then return report.failure(err, subject, advice) end
  if not output.is_json() then report.problems(output.tell, source, err.problems, err.total) end
  report.fail(what, { kind = err.kind, outcome = err.outcome, source = source, problems = err.problems,
    total = err.total })
  return exit_codes.of(err, advice ~= nil)
end

return report
