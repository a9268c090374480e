--- The error value: what every operation returns after nil.
--
-- Its members are those of the class `openprovider.Error` in types.lua.
--
-- @module openprovider.errors

local core = require("openprovider.core")

local errors = {}

--- Every `kind` there is, and what it says.
errors.KINDS = {
  invalid = "what was given was refused before anything was sent",
  auth = "the credentials or the token were refused",
  rejected = "the API refused the call",
  not_found = "it does not exist at the API",
  conflict = "the state at the API forbids it",
  rate_limited = "too many calls",
  maintenance = "the API is closed for the moment",
  network = "the connection failed, or a server or gateway on the way",
  timeout = "it took too long",
  tls = "the connection could not be made secure",
  protocol = "the answer makes no sense",
  cancelled = "the call was cancelled",
  outcome_unknown = "sent, and it is not known whether it was carried out",
  config = "the client is not set up right",
  journal = "the journal of an import could not be read or written",
}

local Error = { __name = "openprovider.error" }
Error.__index = Error

function Error.__tostring(err)
  return "openprovider: " .. err.message
end

function Error.__concat(left, right)
  return tostring(left) .. tostring(right)
end

-- What the message of an API's refusal begins with, once its call is known.
local function call_ahead(operation)
  return errors.one_line(operation) .. ": "
end

--- The message of an error, of an API's refusal without the call: for those who name it in their own way.
---@param err table
---@return string
function errors.reason(err)
  local ahead = err.code and err.operation and call_ahead(err.operation)
  if ahead and err.message:sub(1, #ahead) == ahead then return err.message:sub(#ahead + 1) end
  return err.message
end

-- What is wrong with a customer: the checker's problems, or what the API's refusal is about.
local function problems_of(err)
  if err.problems then return err.problems end
  if not err.field then return {} end
  return { {
    path = err.field, code = err.code and "refused" or "format", severity = "error", message = errors.reason(err),
    api_code = err.code,
  } }
end

--- The problems by their fields, each with a text for an end user, as a form shows them.
---@param language? string "en" (unless it is said), "de", "nl", "fr", "es" or "it"; a locale such as "de_AT" will do
---@return table<string, openprovider.FieldProblem[]> by_field path -> problems, errors before warnings; empty if the
--- error is about no field
function Error:by_field(language)
  if getmetatable(self) ~= Error then error("by_field is called with a colon: err:by_field(...)", 2) end
  local texts = require("openprovider.customer.texts") -- what others need not load
  local found, why = texts.by_field(problems_of(self), language)
  if not found then error(("bad argument #1 to 'by_field' (%s)"):format(why), 2) end
  return found
end

-- What a terminal or a log takes for more than text: C0 controls and DEL; in UTF-8, C1 controls, line
-- and paragraph separators, and what turns the direction of writing (U+202A to U+202E, U+2066 to U+2069).
local ODD = { "[%z\1-\31\127]+", "\194[\128-\159]", "\226\128[\168-\174]", "\226\129[\166-\169]" }

--- A text as one line of UTF-8 that is safe to show: the API's own, and a caller's, may have anything in them.
---@param text string
---@return string
function errors.one_line(text)
  if not text:find("[^ -~]") then return text end
  if not core.is_utf8(text) then text = text:gsub("[\128-\255]", "?") end
  for _, pattern in ipairs(ODD) do text = text:gsub(pattern, " ") end
  return text
end

--- A text in quotes, as messages show it.
---@param text string
---@return string
function errors.quoted(text)
  return '"' .. errors.one_line(text) .. '"'
end

--- A new error. `members` is kept and becomes the error.
---@param kind string one of `errors.KINDS`
---@param message string
---@param members? table further members
---@return table err
function errors.new(kind, message, members)
  assert(errors.KINDS[kind], kind)
  local err = members or {}
  err.kind = kind
  err.message = errors.one_line(message)
  if err.retryable == nil then err.retryable = false end
  return setmetatable(err, Error)
end

--- A new error of a call that was not sent.
---@param kind string one of `errors.KINDS`
---@param message string
---@param members? table further members
---@return table err
function errors.not_sent(kind, message, members)
  local err = errors.new(kind, message, members)
  err.outcome = "not_sent"
  return err
end

--- What a function returns for options or settings that cannot be right.
---@param format string of the message, as for `string.format`
---@param ... any
---@return nil
---@return table err of kind `config`
function errors.config(format, ...)
  return nil, errors.not_sent("config", string.format(format, ...))
end

--- A path for people: names with blanks or signs stand in it as in `phone."home number"`.
---@param path string
---@return string
function errors.shown_path(path)
  return (path:gsub('%[(".-")%]', ".%1"):gsub("^%.", ""))
end

--- One line about one problem.
---@param problem table
---@return string
function errors.describe(problem)
  local path = problem.path == "" and "customer" or errors.shown_path(problem.path)
  return errors.one_line(path .. " " .. problem.message)
end

-- How many problems a message spells out; all are in `problems`.
local SPELT_OUT = 3

--- The error of a customer that the checker refused.
---@param problems table[] in the order of the fields; warnings among them are not mentioned
---@param total integer how many errors there are, kept or not
function errors.invalid(problems, total)
  local said = {}
  for _, problem in ipairs(problems) do
    if problem.severity == "error" and #said < SPELT_OUT then
      said[#said + 1] = errors.describe(problem)
    end
  end
  local message = "invalid customer: " .. table.concat(said, "; ")
  if total > #said then
    message = string.format("%s; and %d more", message, total - #said)
  end
  return errors.not_sent("invalid", message, { problems = problems, total = total })
end

--- The error of a transport's failure: `{ kind, message, sent }`. What does not say that nothing was
--- sent counts as sent: a transport may be the caller's own.
---@param failure any
---@param redact function(text) -> text without secrets
function errors.of_failure(failure, redact)
  if type(failure) ~= "table" then failure = { message = failure } end
  local kind = errors.KINDS[failure.kind or ""] and failure.kind or "network"
  return errors.new(kind, redact(tostring(failure.message or "the transport failed")), {
    outcome = failure.sent == false and "not_sent" or "unknown",
  })
end

--- Says in an error of kind `timeout` how long was waited in all: its own words are about the last attempt.
---@param err table
---@param seconds number
function errors.took(err, seconds)
  if err.kind ~= "timeout" then return end
  local said = err.message:gsub(" %([0-9.]+ seconds? in all%)$", "")
  local rounded = core.number_text(math.floor(seconds * 10 + 0.5) / 10)
  err.message = string.format("%s (%s second%s in all)", said, rounded, rounded == "1" and "" or "s")
end

-- Whether the connection, the address or something on the way is at fault, and not what was asked of the API.
local OF_THE_WAY = { network = true, timeout = true, tls = true, protocol = true }

--- Says in an error what was asked for, and where, unless it says so already. Its message gets what was asked for where
--- the API refused it, and the address, too, where the way is at fault.
---@param err table
---@param operation string
---@param url string without the query
---@return table err
function errors.locate(err, operation, url)
  if err.operation then return err end
  err.operation, err.url = operation, url
  if err.code and err.kind ~= "protocol" then
    err.message = call_ahead(operation) .. err.message
  elseif err.status or OF_THE_WAY[err.kind] then
    err.message = errors.one_line(operation:match("^[^ ]+") .. " " .. url .. ": " .. err.message)
  end
  return err
end

--- Turns an error whose outcome is unknown into one that says so, and what follows from it.
---@param err table
---@param doubt? table of a call that says more: `may`, what may be so, as in "the customer may exist"; `look`, how to
--- find out, or a function(call) that says it
---@param call? table
---@return table err
function errors.unknown_outcome(err, doubt, call)
  local is_named = err.operation and err.message:find(err.operation:match("^[^ ]*"), 1, true) == 1
  doubt = doubt or {
    may = (is_named and "it" or err.operation or "the call") .. " may have been carried out",
    look = "look before you send it again",
  }
  err.cause = err.kind
  err.kind = "outcome_unknown"
  err.retryable = false
  err.summary = err.message .. ", so " .. doubt.may
  local look = type(doubt.look) == "function" and doubt.look(call) or doubt.look
  err.message = errors.one_line(err.summary .. ": " .. look)
  return err
end

return errors
