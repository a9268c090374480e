--- Exit statuses: what a shell script can tell apart.
--
-- @module openprovider.cli.exit_codes

local core = require("openprovider.core")

local exit_codes = {}

--- Every status there is: its name here, what it says, and the kinds of errors that lead to it. All other
-- kinds are `FAILED`.
exit_codes.LIST = {
  { code = 0, name = "DONE", meaning = "it was done" },
  { code = 1, name = "FAILED", meaning = "it was refused or failed" },
  { code = 2, name = "WRONG_CALL", meaning = "the command line is wrong, or credentials are missing",
    kinds = { "config" } },
  { code = 3, name = "NOT_FOUND", meaning = "it does not exist", kinds = { "not_found" } },
  { code = 4, name = "UNKNOWN", meaning = "the answer was lost, so it may have been done",
    kinds = { "outcome_unknown" } },
  { code = 5, name = "LATER", meaning = "not now: try again later",
    kinds = { "network", "timeout", "rate_limited", "maintenance" } },
  { code = 129, name = "HANGUP", meaning = "interrupted, as its terminal was closed (SIGHUP)" },
  { code = 130, name = "INTERRUPTED", meaning = "interrupted by Ctrl-C" },
  { code = 143, name = "TERMINATED", meaning = "interrupted by SIGTERM" },
}

-- A shell's status for a program that a signal ended is this and the signal's number.
local BY_SIGNAL = 128

local OF_KIND = {}
for _, entry in ipairs(exit_codes.LIST) do
  exit_codes[entry.name] = entry.code
  for _, kind in ipairs(entry.kinds or {}) do OF_KIND[kind] = entry.code end
end

--- The status of a program that was interrupted.
---@return integer|nil code nil if it was not
function exit_codes.interrupted()
  local is_interrupted, signal = core.interrupted()
  return is_interrupted and BY_SIGNAL + signal or nil
end

--- Whether a call that changes something may have done so, though it failed.
---@param err table as an operation returns it
---@return boolean
function exit_codes.is_in_doubt(err)
  return err.outcome == "unknown" and not err.handles -- of several customers with one reference nothing is in doubt
end

--- The status of an error. An argument that cannot be right is a wrong call; a customer that is refused
-- is not.
---@param err table as an operation returns it
---@param is_change? boolean whether the call was to change something
---@return integer code
function exit_codes.of(err, is_change)
  if err.handles then return exit_codes.FAILED end
  if is_change and exit_codes.is_in_doubt(err) and err.kind ~= "cancelled" then return exit_codes.UNKNOWN end
  if err.kind == "invalid" and not err.problems then return exit_codes.WRONG_CALL end
  return OF_KIND[err.kind] or exit_codes.FAILED
end

--- The status of several calls: that of all that failed, if they have one; that of an unknown outcome, if there is one.
---@param codes integer[]
---@return integer code
function exit_codes.together(codes)
  local together = exit_codes.DONE
  for _, code in ipairs(codes) do
    if code == exit_codes.UNKNOWN then return code end
    if code ~= exit_codes.DONE then
      together = (together == exit_codes.DONE or together == code) and code or exit_codes.FAILED
    end
  end
  return together
end

return exit_codes
