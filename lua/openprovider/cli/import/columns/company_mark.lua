--- Columns that say whether a row is a company or a person, as Odoo's exports have them. They decide what a name is.
--
-- @module openprovider.cli.import.columns.company_mark

local header_name = require("openprovider.cli.import.columns.header_name")
local word_set = require("openprovider.values.word_set")

local fold = header_name.fold

local IS_MARK = word_set "iscompany isacompany companytype"

-- Cells that say that the row is a company, folded.
local IS_COMPANY = word_set [[
  true 1 yes wahr ja vrai oui verdadero si vero prawda tak company unternehmen firma societe entreprise bedrijf empresa
  compania azienda]]

local company_mark = {}

--- The column that says what each row is, or nil.
---@param columns table[] `{ index, key }` each
---@return table|nil column
function company_mark.of(columns)
  for _, column in ipairs(columns) do
    if IS_MARK[column.key] then return column end
  end
  return nil
end

--- Whether a cell of such a column says that the row is a company.
---@param cell string|nil
---@return boolean
function company_mark.says_company(cell)
  return cell ~= nil and IS_COMPANY[fold(cell)] == true
end

return company_mark
