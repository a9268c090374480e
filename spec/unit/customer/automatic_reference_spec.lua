--- The reference that `reference = true` makes of a customer. Its recipe never changes: customers that were created
-- with it must be found by it for ever.

local core = require("openprovider.core")
local automatic = require("openprovider.customer.automatic_reference")
local example = require("spec.support.example")
local payload = require("openprovider.customer.payload")
local reference = require("openprovider.customer.marker")

describe("the reference that is made of a customer", function()
  local function made(changes)
    return assert(payload.make(example.customer(changes), true)).reference
  end

  -- Made by another program, in another language, from the recipe.
  it("is the same for ever, on every machine and in every version of Lua", function()
    for text, customer in pairs {
      ["auto1-0ea52a33c5ae3dc34b28fe9a686d46c2"] = { "Hosters with Style", "Carsten", "van Noort", "example@mail.tld" },
      ["auto1-1de57ec7b9bf0f7a4ba2f6eb371701a0"] = { nil, "Jan", "Dijk", "jan.dijk@example.com" },
      ["auto1-c009cfb40a0dbd7cfd572cf4050f32cd"] = { "", "J\195\182rg", "M\195\188ller-L\195\188denscheidt",
        "j@example.de" },
      ["auto1-a866199fc8a014f7793e9fbcc80355e6"] = { "M\195\156LLER & S\195\150HNE GMBH",
        "\208\150\208\176\208\189\208\189\208\176", "\206\147\206\153\206\143\206\161\206\147\206\159\206\163",
        "M\195\188ller@Example.de" },
      ["auto1-a68b9843c08b5822836dbc78bc0b905d"] = { "", "", "", "" },
    } do
      assert.equal(text, automatic.of {
        company_name = customer[1], name = { first_name = customer[2], last_name = customer[3] }, email = customer[4],
      })
      assert.equal(text, reference.check(text))
    end
    assert.equal("auto1-0ea52a33c5ae3dc34b28fe9a686d46c2", made())
  end)

  it("is a hash with the standard's values: FNV-1a of 128 bits", function()
    assert.equal("6c62272e07bb014262b821756295c58d", core.fnv128(""))
    assert.equal("d228cb696f1a8caf78912b704e4a8964", core.fnv128("a"))
    assert.equal("343e1662793c64bf6f0d3597ba446f18", core.fnv128("foobar"))
  end)

  it("does not change with case, blanks and signs, nor with anything else of the customer", function()
    for _, changes in ipairs {
      { company_name = "HOSTERS  with-Style!" }, { email = "Example@Mail.TLD" },
      { ["name.last_name"] = "Van Noort" }, { ["name.prefix"] = "Mr." }, { ["address.number"] = "84" },
      { comments = "moved in" }, { vat = "NL123456789B01" }, { ["phone.subscriber_number"] = "7654321" },
    } do
      assert.equal(made(), made(changes))
    end
  end)

  it("is another one for another company, name or address, and keeps them apart", function()
    local seen = { [made()] = true }
    for _, changes in ipairs {
      { company_name = "Hosters" }, { company_name = example.none }, { ["name.first_name"] = "Karsten" },
      { ["name.last_name"] = "van Noord" }, { email = "example@mail2.tld" },
      { ["name.first_name"] = "Carstenvan", ["name.last_name"] = "Noort" },
      { ["name.first_name"] = "Carst\195\169n" }, { ["name.first_name"] = "Carst\195\168n" },
    } do
      local text = made(changes)
      assert.is_nil(seen[text])
      seen[text] = true
    end
  end)
end)
