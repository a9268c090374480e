--- A new e-mail address that owners of domains have to confirm: whether it is written, and what is said of it.
--
-- @module openprovider.cli.update.consequences

local output = require("openprovider.cli.output")

local consequences = {}

--- The option `confirm` of an update: a person is told first, a program goes on.
---@param given table the command line as parsed
---@return boolean|nil confirm
function consequences.confirm(given)
  if given.yes then return true end
  if output.is_read() then return false end
  return nil
end

--- What is said of an update that was not confirmed.
---@param err openprovider.Error
---@return string
function consequences.refusal(err)
  return err.message .. "; with --yes it is changed"
end

--- Says what an update that was made, or would be, means for domains.
---@param handle string
---@param details openprovider.UpdateDetails
function consequences.tell(handle, details)
  if not details.consequences then return end
  local text = require("openprovider.api.update.consequences").text(details.consequences)
  if not text then return end
  if output.is_json() then return output.line { kind = "warning", source = handle, message = text } end
  output.tell(handle, ": ", text)
end

return consequences
