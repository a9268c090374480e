--- Decides what each column of a header row is. The caller's options win over paths in the header row, these over the
--- tables of known programs, and these over guesses. Where only the caller can know, there is a choice.
--
-- @module openprovider.cli.import.columns.choose

local addresses = require("openprovider.cli.import.columns.addresses")
local arguments = require("openprovider.values.arguments")
local core = require("openprovider.core")
local doubts = require("openprovider.cli.import.columns.doubts")
local errors = require("openprovider.errors")
local header_name = require("openprovider.cli.import.columns.header_name")
local meanings = require("openprovider.cli.import.columns.meaning")
local names = require("openprovider.cli.import.columns.names")
local paths = require("openprovider.cli.import.columns.paths")
local read_only = require("openprovider.customer.read_only")
local word_set = require("openprovider.values.word_set")

local fold = header_name.fold

-- How sure it is what a column is.
local GUESS, PATH, OPTION = 1, 2, 3

-- The rank of a column among those of one field; later ones are for rows where the first is empty.
local FIRST, GROUP = 1, 100

-- The column of a file of rejects that says what was wrong with the row.
local PROBLEM = "problem"

-- A shorter name is not compared with known ones.
local MIN_BYTES_TO_BE_NEAR = 5

-- In a shorter name a wrong letter is another word.
local MIN_BYTES_WITH_WRONG_ONE = 7

-- The column `id` of this program's own lists. Other programs' ids are ordinary columns.
local OF_LIST = "handle"

-- Fields for which users of a known program add columns of their own.
local ADDED = { vat = true, ["additional_data.company_registration_number"] = true }

-- Notes about a customer may not be meant for the registrar: they are sent only if the caller asks for it.
local NOTES = "comments"

-- The field that makes a customer a company. It cannot be changed later.
local COMPANY = "company_name"

-- Fields by which a person's name can be recognized.
local OF_PERSONS = { "name.first_name", "name.last_name", paths.FULL_NAME }

local Plan = {}
Plan.__index = Plan

local function leave_out(column)
  column.path, column.is_left_out = nil, true
end

-- Whether a program's table has a column.
local function has_column(program, key)
  local function is_in(fields)
    for _, wanted in pairs(fields) do
      for _, name in ipairs(wanted) do
        if fold(name) == key then return true end
      end
    end
    return false
  end
  for _, fields in ipairs(program and program.addresses or {}) do
    if is_in(fields) then return true end
  end
  return program ~= nil and is_in(program.fields)
end

-- All columns named in a table of a program are there.
local function has_all(by_key, needed)
  for _, name in ipairs(needed) do
    if not by_key[fold(name)] then return false end
  end
  return true
end

local function has_any(by_key, lists)
  if not lists then return true end
  for _, needed in ipairs(lists) do
    if has_all(by_key, needed) then return true end
  end
  return false
end

-- The known program that wrote these columns, or nil.
local function program_of(by_key)
  for _, program in ipairs(require("openprovider.cli.import.columns.programs")) do
    if has_all(by_key, program.needs) and has_any(by_key, program.any) then return program end
  end
  return nil
end

-- Gives a column a path. A surer claim replaces a less sure one. But a column that is only for rows where another is
-- empty is kept beside the path in the header row.
function Plan:claim(column, path, strength, order)
  column.path, column.strength, column.order = path, strength, order
  local claim = self.claims[path]
  if not claim or claim.strength < strength then
    for _, other in ipairs(claim and claim.columns or {}) do leave_out(other) end
    self.claims[path] = { strength = strength, columns = { column } }
  elseif claim.strength == strength or claim.strength == PATH and order > FIRST then
    claim.columns[#claim.columns + 1] = column
  else
    leave_out(column)
  end
end

function Plan:fault(column, message)
  self.problems[#self.problems + 1] = {
    line = self.line, column = column.index, name = column.name, message = message,
  }
end

-- A path that is written in the header row. A known program may have such a name, too: then its table says the order.
function Plan:by_path(column)
  if has_column(self.program, column.key) then return false end
  local path = paths.of_name(column.name)
  if read_only.IS[path] then
    if self.is_own then self.ignored[#self.ignored + 1] = column.name else leave_out(column) end
  elseif paths.lead_somewhere(path, false) then
    self:claim(column, path, PATH, 0)
  else
    return false
  end
  column.is_path = true
  return true
end

-- A name that looks like a path but is not one is a typing error.
function Plan:wrong_path(column)
  if not paths.is_like_one(column.name) then return false end
  local advice = arguments.did_you_mean(paths.meant_by(column.name))
  self:fault(column, "unknown column " .. errors.quoted(column.name) .. (advice and "; " .. advice or ""))
  return true
end

-- Takes what is certain about a column. -> whether anything is
function Plan:by_option(column, opts)
  if column.name == PROBLEM and not self.map[PROBLEM] then return true end
  local mapped = self.map[column.name]
  if mapped then
    column.is_asked_for = true
    if mapped.path == "" then leave_out(column) else self:claim(column, mapped.path, OPTION, mapped.order) end
  end
  if self.key == nil and column.name == opts.reference then
    self.key = column
    if not mapped then self:by_path(column) end
    return true
  end
  if column.name == "" then leave_out(column) end
  return mapped ~= nil or column.name == "" or self:by_path(column) or self:wrong_path(column)
end

-- Takes the columns of a known program, in its order.
function Plan:by_program(program, by_key)
  local function claim_all(fields, group)
    for path, wanted in pairs(fields) do
      for order, name in ipairs(wanted) do
        local column = by_key[fold(name)]
        if column and column.is_open then
          column.is_open, column.group = false, group
          self:claim(column, path, GUESS, (group or 0) * GROUP + order)
        end
      end
    end
  end
  claim_all(program.fields)
  for group, fields in ipairs(program.addresses or {}) do claim_all(fields, group) end
end

-- Some programs say in another column what kind a number is. Numbers of other kinds are skipped.
local function note_kinds(kind, by_key)
  for _, column in pairs(kind and by_key or {}) do
    for _, name in ipairs(kind.names) do
      local other, count = column.name:gsub(kind.of, name)
      local says = count == 1 and by_key[fold(other)]
      if says then column.kind_index, column.skipped = says.index, kind.skipped end
    end
  end
end

function Plan:guess(column)
  local meaning = names.meaning(column.key)
  if not meaning then
    self.unknown[#self.unknown + 1] = column
  elseif meaning.none then
    leave_out(column)
  elseif self.program and not ADDED[meaning.path] then
    leave_out(column)
    if meaning.path == COMPANY then self.unknown[#self.unknown + 1] = column end
  elseif meaning.doubt then
    column.doubt = meaning.doubt
  elseif meaning.path == NOTES then
    self.notes[#self.notes + 1] = column
  else
    self:claim(column, meaning.path, GUESS, meaning.rank)
  end
end

-- Two columns of one field are a choice or a fault, unless one is for the rows where the other is empty.
function Plan:several(path, claim)
  if claim.strength == OPTION or path == paths.LINE2 then return end
  local at = {}
  for _, column in ipairs(claim.columns) do
    local other = at[column.order]
    at[column.order] = column
    if other and column.strength == PATH then
      self:fault(column, string.format("'%s' is the same as column %d", column.name, other.index))
    elseif other then
      self.choices[#self.choices + 1] = { columns = claim.columns, path = path }
      return
    end
  end
end

local function is_guess_of_address(column)
  return column.path ~= nil and column.path:find("^address%.") ~= nil and column.strength == GUESS
end

-- Leaves the columns of all addresses but one out, and lets the caller choose which address it is.
function Plan:one_address(columns)
  local groups = addresses.groups(columns, is_guess_of_address)
  if not groups then return end
  self.choices[#self.choices + 1] = { columns = { groups[1][1] }, groups = groups }
  for index = 2, #groups do
    for _, column in ipairs(groups[index]) do
      local claimed = self.claims[column.path].columns
      for place = #claimed, 1, -1 do
        if claimed[place] == column then table.remove(claimed, place) end
      end
      if not claimed[1] then self.claims[column.path] = nil end
      leave_out(column)
    end
  end
end

-- Recognizes a known name with additions, such as "(optional)", if no other column is that field.
function Plan:by_derived(column)
  local meaning = meanings.derived(column.name)
  if not meaning then return false end
  if meaning.none then
    leave_out(column)
  elseif meaning.doubt then
    column.doubt = meaning.doubt
  elseif meaning.path and not self.claims[meaning.path] then
    self.derived[#self.derived + 1] = { column = column, meaning = meaning }
  else
    return self:ask_open(column, meaning.paths or {}, true)
  end
  return true
end

-- Recognizes known names with additions. All are found before any is used, so that two of one field are a choice.
function Plan:derive()
  local unknown = {}
  for _, column in ipairs(self.unknown) do
    if column.is_left_out or not self:by_derived(column) then unknown[#unknown + 1] = column end
  end
  self.unknown = unknown
  for _, found in ipairs(self.derived) do
    self:claim(found.column, found.meaning.path, GUESS, found.meaning.rank)
  end
end

-- Adds a choice between the paths that a column may be and no other column has. -> whether there is one
function Plan:ask_open(column, list, is_both)
  local open = {}
  for _, path in ipairs(list) do
    if not self.claims[path] then open[#open + 1] = path end
  end
  if not open[1] then return false end
  -- Two fields in one cell are proposed for none of them.
  if open[2] and is_both then table.insert(open, 1, "") else open[#open + 1] = "" end
  self.choices[#self.choices + 1] = { columns = { column }, paths = open }
  return true
end

-- Whether two names differ by one typing error: a letter too many or too few, two in the wrong order, or a wrong one in
-- a long name. The first letters are the same. "Tax no" is no fax, and "Reg no" no "regio".
local function is_typing_error(one, other)
  local first, last, at = 1, 0, string.byte
  if at(one) ~= at(other) then return false end
  while first <= #one and at(one, first) == at(other, first) do first = first + 1 end
  local most = math.min(#one, #other) - first
  while last <= most and at(one, #one - last) == at(other, #other - last) do last = last + 1 end
  local rest, other_rest = one:sub(first, #one - last), other:sub(first, #other - last)
  if #rest + #other_rest == 1 then return true end
  if #rest == 1 and #other_rest == 1 then return #one >= MIN_BYTES_WITH_WRONG_ONE end
  return #rest == 2 and rest == other_rest:reverse()
end

-- A name close to a known one, or with a telling word in it, becomes a choice, if no other column is that field.
function Plan:near(column)
  local near = #column.key >= MIN_BYTES_TO_BE_NEAR and core.nearest(column.key, names.keys())
  local meaning = near and is_typing_error(column.key, near) and names.meaning(near)
  if not meaning or not meaning.path or self.claims[meaning.path] then return false end
  local likely = meanings.likely(column.name)
  return self:ask_open(column, { meaning.path, likely ~= meaning.path and likely or nil })
end

function Plan:has_person()
  for _, path in ipairs(OF_PERSONS) do
    if self.claims[path] then return true end
  end
  return false
end

-- A column of a company, a person, an e-mail address or a telephone is never left out silently. Known programs have
-- columns of their own for all of these; but an export may lack the company.
function Plan:likely(column)
  local path = meanings.likely(column.name)
  if not path or self.program and path ~= COMPANY then return false end
  if path == "name.last_name" then
    return not self:has_person() and self:ask_open(column, { path, paths.FULL_NAME, COMPANY })
  end
  return self:ask_open(column, { path })
end

-- Names of columns with the number of an order, folded: it may be the key of its row.
local OF_ORDERS = word_set [[
  order orderid ordernumber orderno ordernr ordernummer bestelling bestelnummer bestelnr bestellung bestellnummer
  bestellnr auftrag auftragsnummer auftragsnr commande ncommande ndecommande numerocommande numerodecommande pedido
  npedido ndepedido numeropedido numerodepedido ordine nordine numeroordine numerodordine zamowienie numerzamowienia]]

local OF_LISTS = "reference" -- this column of our own lists must not be lost silently

-- Handles the columns that are left: those with doubtful and with unknown names.
function Plan:close(columns, opts)
  if not self.program then self:derive() end
  local open = doubts.resolve(columns, self.claims, function(column, path)
    if path == "" then leave_out(column) else self:claim(column, path, GUESS, FIRST) end
  end)
  for _, choice in ipairs(open) do self.choices[#self.choices + 1] = choice end
  local unknown = {}
  for _, column in ipairs(self.unknown) do
    if not self.program and column.key == OF_LISTS then
      self.choices[#self.choices + 1] = { columns = { column }, is_reference = true }
    elseif OF_ORDERS[column.key] then
      self.keys[#self.keys + 1] = not opts.reference and column or nil
    elseif (self.program or not self:near(column)) and not self:likely(column) then
      unknown[#unknown + 1] = column
    end
  end
  self.unknown = unknown
  if not self.program then self:one_address(columns) end
  for path, claim in pairs(self.claims) do self:several(path, claim) end
end

-- Takes the columns of a list that this program wrote. Its column `reference` is the row's key.
function Plan:own_list(by_key, opts)
  if opts.reference or opts.no_reference then return end
  local column = by_key.reference
  if column and column.is_open then
    column.is_open, self.key, self.is_key_optional = false, column, true
  end
end

--- Decides what each column is.
---@param columns table[] `{ index, name }` each; they get `path`
---@param line integer of the header row
---@param map table<string, table> column -> `{ path, order }` that options give
---@param opts table `reference`, `no_reference`
---@return table plan `{ claims, ignored, unknown, notes, choices, problems, key, keys, program }`
return function(columns, line, map, opts)
  local plan = setmetatable({
    line = line, map = map, claims = {}, ignored = {}, unknown = {}, derived = {}, choices = {}, problems = {},
    notes = {}, keys = {},
  }, Plan)
  local by_key = {}
  for _, column in ipairs(columns) do
    column.key = fold(column.name)
    by_key[column.key] = by_key[column.key] or column
  end
  plan.is_own = by_key[OF_LIST] ~= nil
  plan.program = program_of(by_key)
  for _, column in ipairs(columns) do
    column.is_open = not plan:by_option(column, opts)
  end
  if plan.program then
    plan:by_program(plan.program, by_key)
    note_kinds(plan.program.kind, by_key)
    if plan.program.is_own then plan:own_list(by_key, opts) end
  end
  for _, column in ipairs(columns) do
    if column.is_open then plan:guess(column) end
  end
  plan:close(columns, opts)
  return plan
end
