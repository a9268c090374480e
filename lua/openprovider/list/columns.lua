--- The API's names for the columns of a list of customers (FACTS 2.8).
--
-- @module openprovider.list.columns

local columns = {}

columns.NAMES = {
  "firstName", "prefix", "initials", "lastName", "companyName", "email", "handle", "id", "fullName",
}

--- Where each is in a customer.
columns.PATH_OF = {
  handle = "handle", id = "id", companyName = "company_name", email = "email", firstName = "name.first_name",
  lastName = "name.last_name", prefix = "name.prefix", initials = "name.initials", fullName = "name.full_name",
}

return columns
