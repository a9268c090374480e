--- Problems that a TLD adds to those that a check found.
--
-- @module openprovider.api.tld_requirements.added

-- Problems of a customer that are kept, as many as the checker keeps.
local MAX_PROBLEMS = 100

---@param problems openprovider.Problem[]|nil those of the check; they get the others, as far as there is room
---@param total integer how many errors there are
---@param more openprovider.Problem[]
---@return openprovider.Problem[] problems
---@return integer total with the others
return function(problems, total, more)
  problems = problems or {}
  for _, problem in ipairs(more) do
    if problem.severity == "error" then total = total + 1 end
    if #problems < MAX_PROBLEMS then problems[#problems + 1] = problem end
  end
  return problems, total
end
