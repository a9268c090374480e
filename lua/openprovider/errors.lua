--- The error value: what every operation returns after nil.
--
-- | member | meaning |
-- | --- | --- |
-- | `kind` | one of `errors.KINDS` |
-- | `message` | one line, for a person, without secrets |
-- | `code`, `desc`, `data` | what the API said, if it said anything |
-- | `status` | the HTTP status, if there was an answer |
-- | `field` | the path of the field that the API's code is about |
-- | `problems` | what the checker found, in the order of the customer's fields |
-- | `outcome` | `not_sent`, `rejected` or `unknown`: what can have happened at the API |
-- | `retryable` | true if the same call is safe to repeat and may succeed |
-- | `attempts` | how many requests were sent |
--
-- @module openprovider.errors

local errors = {}

--- Every `kind` there is, and what it says.
errors.KINDS = {
  invalid = "the customer was refused before anything was sent",
  auth = "the credentials or the token were refused",
  rejected = "the API refused the call",
  not_found = "there is no such thing at the API",
  conflict = "the state at the API forbids it",
  rate_limited = "too many calls",
  maintenance = "the API is closed for the moment",
  network = "the connection failed",
  timeout = "it took too long",
  tls = "the connection could not be made secure",
  protocol = "the answer makes no sense",
  cancelled = "the call was cancelled",
  outcome_unknown = "sent, and nobody knows what became of it",
  config = "the client is not set up right",
}

local Error = { __name = "openprovider.error" }
Error.__index = Error

function Error.__tostring(err)
  return "openprovider: " .. err.message
end

function Error.__concat(left, right)
  return tostring(left) .. tostring(right)
end

-- Texts of the API may have anything in them; a message is one line.
local function one_line(text)
  return (text:gsub("[%z\1-\31\127]+", " "))
end

--- A new error. `members` is kept and becomes the error.
---@param kind string one of `errors.KINDS`
---@param message string
---@param members? table further members
function errors.new(kind, message, members)
  assert(errors.KINDS[kind], kind)
  local err = members or {}
  err.kind = kind
  err.message = one_line(message)
  if err.retryable == nil then err.retryable = false end
  return setmetatable(err, Error)
end

--- Whether a value is an error of this module.
function errors.is(value)
  return getmetatable(value) == Error
end

--- One line about one problem.
function errors.describe(problem)
  local path = problem.path == "" and "customer" or problem.path
  return path .. " " .. problem.message
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
  return errors.new("invalid", message, {
    problems = problems, total = total, outcome = "not_sent",
  })
end

--- The error of a transport's failure: `{ kind, message, sent }`.
function errors.of_failure(failure)
  return errors.new(failure.kind, failure.message, {
    outcome = failure.sent and "unknown" or "not_sent",
  })
end

--- Turns an error whose outcome is unknown into one that says so, and what follows from it.
function errors.unknown_outcome(err, what)
  err.cause = err.kind
  err.kind = "outcome_unknown"
  err.retryable = false
  err.message = string.format(
    "%s was sent, and it is not known whether it was carried out: %s. "
      .. "Look before sending it again", what, err.message)
  return err
end

return errors
