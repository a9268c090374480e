--- Signs that some servers escape in the texts that they store or show.
--
-- @module openprovider.customer.html

local html = {}

local SIGNS = {
  ["&amp;"] = "&", ["&lt;"] = "<", ["&gt;"] = ">", ["&quot;"] = '"', ["&apos;"] = "'",
  ["&#34;"] = '"', ["&#034;"] = '"', ["&#39;"] = "'", ["&#039;"] = "'", ["&#x27;"] = "'",
}

--- A text without escapes for HTML.
---@param text string
---@return string
function html.unescaped(text)
  return (text:gsub("&#?[a-z0-9]+;", SIGNS))
end

return html
