--- Values as texts.
--
-- @module openprovider.values.text_of

local core = require("openprovider.core")

--- As `tostring`, but a number has a decimal point in every locale, and no ".0" if it is whole.
---@param value any
---@return string
return function(value)
  return type(value) == "number" and core.number_text(value) or tostring(value)
end
