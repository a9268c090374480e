-- Deletes the customers with a tag, if they still have it: `delete_tagged.lua TAG`.
local openprovider = require "openprovider"

local function is_tagged(customer)
  for _, tag in ipairs(customer.tags or {}) do if tag.value == arg[1] then return true end end
end
for customer in openprovider.customers({}, { raise = true }) do
  if is_tagged(customer) then
    local ok, err = openprovider.delete_customer(customer.handle, { only_if = is_tagged })
    print(customer.handle, ok and "deleted" or tostring(err))
  end
end
