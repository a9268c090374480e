--- The state of one conversion: the customer's normal form, what could not be read, and what people should see.
--
-- @module openprovider.customer.normalise.reading

local built = require("openprovider.customer.built")
local copied = require("openprovider.values.copied")
local core = require("openprovider.core")

-- The most bytes of a value that a message shows.
local SHOWN = 60

local reading = {}

--- Begins to convert a customer, or changes of one. The table is not changed.
---@param customer table
---@return table reading with the normal form so far in `normal`
function reading.of(customer)
  return { given = customer, normal = customer }
end

--- Puts a member into the normal form; nil leaves it out.
---@param self table
---@param name string
---@param value any
function reading.put(self, name, value)
  if self.normal == self.given then self.normal = copied(self.given) end
  self.normal[name] = value
end

--- Puts a member into a part of the normal form, which is copied once; nil leaves it out.
---@param self table
---@param part_name string
---@param name string
---@param value any
function reading.put_in(self, part_name, name, value)
  local part = rawget(self.normal, part_name)
  self.own = self.own or {}
  if not self.own[part] then
    part = built.copied(part)
    self.own[part] = true
    reading.put(self, part_name, part)
  end
  part[name] = value
end

-- Problems of numbers that could be read if their country were known.
local for_want_of_country = setmetatable({}, { __mode = "k" })

--- Whether a problem is only that the country of a number is not known.
---@param problem openprovider.Problem
---@return boolean
function reading.is_for_want_of_country(problem)
  return for_want_of_country[problem] == true
end

--- The country of the address; in an update the stored one, if there is no other.
---@param self table
---@return string|nil alpha2
function reading.country(self)
  if self.is_country_unread then return nil end
  local address = rawget(self.normal, "address")
  local country = type(address) == "table" and rawget(address, "country")
  if type(country) ~= "string" then return self.country end
  return (core.country(country))
end

--- Whether a value is a text with nothing but blanks.
---@param text any
---@return boolean
function reading.is_blank(text)
  return type(text) == "string" and not text:find("[^ \t-\r]")
end

--- Notes why the text at a path cannot be read. This replaces the checker's problem, which says less.
---@param self table
---@param path string
---@param why string
---@param code? string of the problem; "format" if it is not given
---@param wants_country? boolean whether it could be read if its country were known
function reading.refuse(self, path, why, code, wants_country)
  self.unread = self.unread or {}
  self.unread[path] = { code = code or "format", why = why, wants_country = wants_country }
end

--- Notes a better message for a member that is missing: for example, where its value may be instead.
---@param self table
---@param missing string path of the member
---@param told { path: string, code: string|nil, why: fun(message: string): string } replaces the checker's problem;
--- `why` gets its message and returns the new one
function reading.explain(self, missing, told)
  self.missing = self.missing or {}
  self.missing[missing] = told
end

--- Hides the problem at a path, because it follows from another problem, which is shown.
---@param self table
---@param path string
function reading.hide(self, path)
  self.hidden = self.hidden or {}
  self.hidden[path] = true
end

--- Adds a warning, if there is one.
---@param self table
---@param warning openprovider.Problem|nil
function reading.add(self, warning)
  if not warning then return end
  self.told = self.told or {}
  self.told[#self.told + 1] = warning
end

--- Adds a warning that people should see.
---@param self table
---@param path string
---@param code string "converted", or the code of another warning
---@param message string
function reading.tell(self, path, code, message)
  reading.add(self, { path = path, code = code, severity = "warning", message = message })
end

--- A value as a message shows it.
---@param text string|number
---@return string
function reading.quoted(text)
  if type(text) == "number" then return core.number_text(text) end
  text = text:gsub("[%z\1-\31\127]", "?")
  return '"' .. (#text > SHOWN and text:sub(1, SHOWN) .. "..." or text) .. '"'
end

local function explained(self, problem)
  local path, code = problem.path, problem.code
  local unread = self.unread and (code == "type" or code == "format") and self.unread[path]
  if unread then
    problem.code, problem.message = unread.code, unread.why
    for_want_of_country[problem] = unread.wants_country
    return
  end
  local told = self.missing and (code == "missing" or code == "empty") and self.missing[path]
  if told then problem.path, problem.code, problem.message = told.path, told.code or code, told.why(problem.message) end
end

-- Leaves out problems that follow from others. -> problems, how many are left out
local function without_hidden(self, problems)
  local told, hidden = {}, 0
  for _, problem in ipairs(problems) do
    if self.hidden[problem.path] then hidden = hidden + 1 else told[#told + 1] = problem end
  end
  return told, hidden
end

--- Joins the checker's problems with what the conversion knows. Conversions come last.
---@param self table
---@param problems openprovider.Problem[]|nil
---@return openprovider.Problem[]|nil
---@return integer hidden how many errors are left out because they follow from others
function reading.problems(self, problems)
  local hidden = 0
  if problems and self.hidden then problems, hidden = without_hidden(self, problems) end
  if problems and (self.unread or self.missing) then
    for _, problem in ipairs(problems) do explained(self, problem) end
  end
  if not self.told then return problems, hidden end
  problems = problems or {}
  for _, told in ipairs(self.told) do problems[#problems + 1] = told end
  return problems, hidden
end

return reading
