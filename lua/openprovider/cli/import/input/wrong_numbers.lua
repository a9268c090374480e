--- House numbers that the check takes with a warning, and an import does not take: the API refuses a number that does
--- not begin with a digit, and of two different numbers one is wrong.
--
-- @module openprovider.cli.import.input.wrong_numbers

local number_twice = require("openprovider.customer.address.number_twice")

local find = string.find

local NO_NUMBER = '"%s" is not a house number: write the number, or 0 if the house has none; the name of a house '
  .. "belongs in the street"

--- The message of a warning that is an error in an import.
---@param problem openprovider.Problem
---@param customer table as it was checked
---@return string|nil message nil if it stays a warning
return function(problem, customer)
  if problem.severity ~= "warning" or problem.code ~= "format" then return nil end
  if problem.path == "address.street" then
    return number_twice.is_contradiction(problem) and problem.message or nil
  end
  local number = problem.path == "address.number" and customer.address.number
  return type(number) == "string" and not find(number, "^[ \t-\r]*[0-9]") and NO_NUMBER:format(number) or nil
end
