--- Characters that some servers escape for HTML in texts.
--
-- @module openprovider.customer.html

local html = {}

local SIGNS = {
  ["&amp;"] = "&", ["&lt;"] = "<", ["&gt;"] = ">", ["&quot;"] = '"', ["&apos;"] = "'",
  ["&#34;"] = '"', ["&#034;"] = '"', ["&#39;"] = "'", ["&#039;"] = "'", ["&#x27;"] = "'",
}

--- Replaces HTML's escapes by their characters.
---@param text string
---@return string
function html.unescaped(text)
  return (text:gsub("&#?[a-z0-9]+;", SIGNS))
end

return html
