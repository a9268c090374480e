--- The verb that says what a TLD demands.
--
-- @module openprovider.cli.verbs.requirements

local field_path = require("openprovider.cli.field_path")
local json_text = require("openprovider.cli.output.json_text")
local report = require("openprovider.cli.output.report")
local rows = require("openprovider.cli.output.rows")

local NAMES = { "name", "required", "type", "description", "options" }

-- The values that a field can have, and what they mean.
local function spelt_out(requirement)
  local said = {}
  for index, option in ipairs(requirement.options or {}) do
    said[index] = option.value .. (option.description and " (" .. option.description .. ")" or "")
  end
  return table.concat(said, ", ")
end

local function values_alone(requirement)
  local values = {}
  for index, option in ipairs(requirement.options or {}) do values[index] = option.value end
  return table.concat(values, "|")
end

local CELLS = rows.columns(NAMES)
CELLS[#CELLS] = { name = "options", value = values_alone }

local ORDER = json_text.order(NAMES)
ORDER.members.options = { element = json_text.order { "value", "description" } }

local SHAPE = {
  order = ORDER,
  columns = {
    { title = "FIELD", value = field_path.reader("name"), is_whole = true },
    { title = "REQUIRED", value = function(requirement) return requirement.required and "yes" or "no" end },
    { title = "DESCRIPTION", value = field_path.reader("description"), is_broken = true },
    { title = "VALUES", value = spelt_out },
  },
  cells = CELLS,
}

local function requirements(given, client)
  local found, details = client:customer_requirements(given.tld, { domain_name = given.domain_name })
  if not found then return report.failure(details, given.tld) end
  report.details(details)
  return rows.page(given, SHAPE, { results = found })
end

return {
  { name = "requirements", run = requirements, group = "Customers", online = true, formats = rows.FORMATS,
    summary = "list the extra fields that a TLD requires of a customer",
    arguments = { { name = "tld", argname = "TLD", description = "such as eu or co.uk" } },
    options = {
      { name = "--domain-name", argname = "NAME",
        description = "the domain without its TLD, if the requirements depend on it" },
    },
    example = "openprovider requirements us --output table" },
}
