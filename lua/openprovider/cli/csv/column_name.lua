--- Makes the name of a column from its cell in the header row: blanks at its ends are removed, and a line break, which
--- spreadsheets have in wrapped titles, becomes a blank.
--
-- @module openprovider.cli.csv.column_name

---@param cell string
---@return string name
return function(cell)
  cell = cell:gsub("[ \t]*[\r\n]+[ \t]*", " ")
  return cell:match("^[ \t-\r]*(.-)[ \t-\r]*$")
end
