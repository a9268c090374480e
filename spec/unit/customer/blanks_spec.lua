--- Blanks around values are cut, and what is then empty is absent.

local example = require("spec.support.example")
local openprovider = require("openprovider")

-- ASCII's, no-break space, thin space, ideographic space, line separator, byte order mark.
local BLANKS = { " ", "\t", "\r\n", "\194\160", "\226\128\137", "\227\128\128", "\226\128\168", "\239\187\191" }

local function canonical(changes, opts)
  local found, err = openprovider.check_customer(example.customer(changes), opts)
  return assert(found, err)
end

describe("blanks at the ends", function()
  it("of a text are cut, whatever blanks they are", function()
    for _, blank in ipairs(BLANKS) do
      local found = canonical {
        company_name = blank .. "Example BV" .. blank, email = blank .. blank .. "jan@example.com" .. blank,
        ["name.first_name"] = "Jan" .. blank, ["name.last_name"] = blank .. "van der Dijk",
        ["address.country"] = " nl" .. blank, ["address.zipcode"] = "3032 AC" .. blank, comments = "a\nb" .. blank,
      }
      assert.same({ "Example BV", "jan@example.com", "Jan", "van der Dijk", "NL", "3032 AC", "a\nb" }, {
        found.company_name, found.email, found.name.first_name, found.name.last_name, found.address.country,
        found.address.zipcode, found.comments,
      })
    end
  end)

  it("of an odd or broken text are cut, and no byte more", function()
    assert.equal("\195\169", canonical { company_name = " \195\169 " }.company_name)
    assert.equal("a \194\160 b", canonical { company_name = "a \194\160 b" }.company_name)
    for _, broken in ipairs({ "\160", "x\226\128", "\226\128", "\239\187", "a\128\137" }) do
      assert.is_nil((openprovider.check_customer(example.customer { company_name = broken })))
    end
  end)

  it("of members that are passed through stay", function()
    local found = canonical({ additional_data = { own = " x " } }, { allow_unknown = true })
    assert.equal(" x ", found.additional_data.own)
  end)
end)

describe("a text of blanks, or none at all,", function()
  it("is absent where a member need not be there", function()
    for _, text in ipairs({ "", " ", "\t", "\194\160", "\239\187\191 \227\128\128" }) do
      local found = canonical { company_name = text, vat = text, comments = text, ["name.prefix"] = text,
        ["address.suffix"] = text, locale = text, additional_data = { company_url = text } }
      assert.same({}, { found.company_name, found.vat, found.comments, found.name.prefix, found.address.suffix,
        found.locale, found.additional_data.company_url })
    end
  end)

  it("is an error where a member is required", function()
    for _, text in ipairs({ "", " ", "\194\160" }) do
      local _, err = openprovider.check_customer(example.customer { ["name.first_name"] = text })
      assert.same({ "name.first_name", "empty" }, { err.problems[1].path, err.problems[1].code })
    end
  end)

  it("clears in an update", function()
    assert.equal("", openprovider.check_customer({ vat = " " }, { mode = "update" }).vat)
  end)
end)
