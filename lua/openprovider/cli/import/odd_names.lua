--- Texts in a file that are not names, and names that a program has damaged. The API never changes the name of a
--- customer or a company, so they are not sent, unless the caller says that they are right.
-- A word for "no company" is left out, with a note. A word in place of a person's name is a problem, and so is a truth
-- value in place of a company's name.
--
-- @module openprovider.cli.import.odd_names

local normalise = require("openprovider.customer.normalise")
local titles = require("openprovider.cli.import.input.titles")
local word_forms = require("openprovider.cli.import.input.word_forms")
local wrong_number = require("openprovider.cli.import.input.wrong_numbers")

local add, find = word_forms.add, string.find

local odd_names = {}

local IF_RIGHT = "; if it is right, say so with --allow-name"

local NO_COMPANY = word_forms.add_signs(add({}, [[
none,nil,n.v.t.,nvt,n.a.,k.a.,keine,kein,keine firma,privat,private,privatperson,private person,private individual,
individual,personal,geen,geen bedrijf,particulier,privatpersoon,privé,prive,aucun,aucune,ninguno,ninguna,particular,
sin empresa,nessuno,nessuna,privato,privata,no company,not applicable,entfällt,0]]))

local TRUTH = add({}, "true,false,yes,no,y,n,ja,nein,nee,oui,non,si,sí,wahr,falsch,1")

-- "Null" is a family name. Only in the form that databases write is it a leftover.
local NOBODY = add({}, [[
none,nil,unknown,unbekannt,onbekend,inconnu,inconnue,desconocido,desconocida,sconosciuto,sconosciuta,n.n.,n.n,x,xx,
xxx,xxxx,n.v.t.,nvt,n.a.,k.a.,tbd,tba,keine,kein,keiner,geen,aucun,aucune,ninguno,nessuno,no name,noname,kein name,
anonymous,anonym,true,false,not provided,not applicable]])

local MEMBERS = { "first_name", "last_name" }

local IS_NAME = { company_name = true, ["name.first_name"] = true, ["name.last_name"] = true, name = true }

local function add_problem(rows, row, path, value, why)
  local column = rows.columns and rows.columns:column_of(path, row) or {}
  row.problems = row.problems or {}
  row.problems[#row.problems + 1] = { path = path, code = "leftover", severity = "error", value = value,
    column = column.index, name = column.name, message = ('"%s" %s%s'):format(value, why, IF_RIGHT) }
end

-- Why a text is not the name of a person, or nil.
local function why_no_name(value, member)
  if NOBODY[value] then return "stands for a name that is not known: write the name" end
  local is_address = find(value, "@", 1, true) and find(value, "[^ ]@[^ @]+%.[^ @]")
  if is_address then return "is an e-mail address: write the name" end
  return member == "first_name" and titles.begin(value) and "has a title in it: write the first name alone" or nil
end

-- Removes leftovers that are allowed from the problems, and adds to the others how to allow them.
local function read_leftovers(row, allowed)
  local kept = {}
  for _, problem in ipairs(row.problems) do
    local is_name = problem.code == "leftover" and IS_NAME[problem.path]
    if not (is_name and allowed[problem.value]) then
      if is_name then problem.message = problem.message .. IF_RIGHT end
      kept[#kept + 1] = problem
    end
  end
  row.problems = kept[1] and kept or nil
end

--- Reads the names of a row: removes a text such as "none" that is not a company, and adds problems of the other names.
---@param rows table the source; `allowed` are names that the caller allows
---@param row table changed
function odd_names.read(rows, row)
  local customer, allowed = row.customer, rows.allowed
  if row.problems then read_leftovers(row, allowed) end
  local company, name = customer.company_name, customer.name
  if NO_COMPANY[company] and not allowed[company] then
    customer.company_name = nil
    row.conversions = row.conversions or {}
    row.conversions[#row.conversions + 1] = { path = "company_name", code = "converted", severity = "warning",
      value = company, message = ('"%s" is read as no company; --allow-name keeps it'):format(company) }
  elseif TRUTH[company] and not allowed[company] then
    add_problem(rows, row, "company_name", company, "is not a company's name, but says whether there is one")
  end
  if type(name) ~= "table" then return end
  for index = 1, #MEMBERS do
    local value = name[MEMBERS[index]]
    local why = type(value) == "string" and not allowed[value] and why_no_name(value, MEMBERS[index])
    if why then add_problem(rows, row, "name." .. MEMBERS[index], value, why) end
  end
end

-- The text at the path of a name.
local function name_at(customer, path)
  local member = path:match("^name%.(.+)$")
  if not member then return customer[path] end
  return type(customer.name) == "table" and customer.name[member] or nil
end

-- Makes some warnings of the checker an error in files. -> the end of the message | nil
local function refusal_of(problem)
  if problem.severity ~= "warning" then return nil end
  if problem.code ~= "leftover" and problem.code ~= "spoilt" then return nil end
  if IS_NAME[problem.path] then return "; a name cannot be changed later" .. IF_RIGHT end
  return problem.code == "leftover" and "" or nil
end

--- Checks the customer of a row as `normalise.check` does. A damaged name is an error, and so is what a spreadsheet or
--- a database wrote in place of a value, and a wrong house number. A name that the caller allows is not.
---@param rows table the source
---@param row table its customer may be changed
---@return table canonical
---@return table[]|nil problems
---@return integer errors
function odd_names.check(rows, row)
  local canonical, problems, count = normalise.check(row.customer, false, true)
  if not problems then return canonical, nil, count end
  local told = {}
  for _, problem in ipairs(problems) do
    local refusal = refusal_of(problem)
    local is_right = refusal and IS_NAME[problem.path] and rows.allowed[name_at(row.customer, problem.path)]
    local wrong = wrong_number(problem, row.customer)
    if wrong then
      problem.severity, problem.message, count = "error", wrong, count + 1
    elseif refusal and not is_right then
      problem.severity, problem.message, count = "error", problem.message .. refusal, count + 1
    end
    if not is_right then told[#told + 1] = problem end
  end
  return canonical, told[1] and told or nil, count
end

return odd_names
