--- The name that a cell of a header row gives its column: without blanks around it, and with one in place of a line
-- break, which spreadsheets have in wrapped titles.
--
-- @module openprovider.cli.csv.column_name

---@param cell string
---@return string name
return function(cell)
  cell = cell:gsub("[ \t]*[\r\n]+[ \t]*", " ")
  return cell:match("^[ \t-\r]*(.-)[ \t-\r]*$")
end
