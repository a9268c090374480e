--- The API's operations as data: of each its method, path and kind, and the parameters in its path, query and body.
--
-- `kind` is a column of the retry policy. A parameter's type is "string", "integer", "number", "boolean" or "object"
-- (with any members); `{ name = type }` is an object with these members, `{ type }` an array.
--
-- Written by `make operations`: change spec/operations instead.
--
-- @module openprovider.api.operations.list

local SHAPES = {}

SHAPES.contactAdditionalData = { birth_city = "string", birth_date = "string", social_security_number = "string" }
SHAPES.contactAddress = {
  city = "string", country = "string", number = "string", state = "string", street = "string", suffix = "string",
  zipcode = "string",
}
SHAPES.contactClientIpList = { allow = { "string" }, deny = { "string" } }
SHAPES.contactName = {
  first_name = "string", full_name = "string", initials = "string", last_name = "string", prefix = "string",
}
SHAPES.contactPhone = { area_code = "string", country_code = "string", subscriber_number = "string" }
SHAPES.customerCustomerAdditionalData = {
  attached_files = {
    {
      description = "string", doc_type = "string", path = "string",
    },
  },
  birth_address = "string", birth_city = "string", birth_country = "string", birth_date = "string",
  birth_state = "string", birth_zipcode = "string", company_registration_city = "string",
  company_registration_number = "string", company_registration_subscription_date = "string", company_url = "string",
  headquarters_address = "string", headquarters_city = "string", headquarters_country = "string",
  headquarters_state = "string", headquarters_zipcode = "string", passport_number = "string",
  social_security_number = "string", trading_name = "string",
}
SHAPES.customerExtensionAdditionalData = {
  data = {
    admin_type = "string", applicant_purpose = "string", birth_date = "string", company_name_cyrillic = "string",
    company_name_latin = "string", company_registration_number = "string", contact_title = "string",
    country_of_citizenship = "string", customer_uin = "string", ens_auth_id = "string", ens_key = "string",
    first_name_cyrillic = "string", first_name_latin = "string", hr_member = "string", industry_class = "string",
    is_private_enterpreneur = "string", last_name_cyrillic = "string", last_name_latin = "string",
    legal_address_cyrillic = "string", legal_type = "string", middle_name_cyrillic = "string",
    middle_name_latin = "string", mobile_phone_number = "string", nexus_category = "string", org_type = "string",
    passport_issue_date = "string", passport_issuer = "string", passport_number = "string", passport_series = "string",
    postal_address_cyrillic = "string", social_security_number = "string", tax_payer_number = "string", uin = "string",
    user_type = "string", vat = "string", website = "string", whois_email = "string",
  },
  name = "string",
}
SHAPES.customerFax = { area_code = "string", country_code = "string", subscriber_number = "string" }
SHAPES.customerTags = { key = "string", value = "string" }
SHAPES.domainUINDocumentType = { description = "string", doc_type = "string" }
SHAPES.domainAdditionalData = {
  abogado_acceptance = "string", admin_sing_pass_id = "string", ae_acceptance = "string", allocation_token = "string",
  auth_code = "string", bank_acceptance = "string", company_registration_number = "string", coop_acceptance = "string",
  customer_uin = "string", customer_uin_doc_type = SHAPES.domainUINDocumentType, domain_name_variants = { "string" },
  eligibility_type = "string", eligibility_type_relationship = "string", es_annex_acceptance = "string",
  ftld_token = "string", gay_donation_acceptance = "string", gay_rights_protection_acceptance = "string",
  id_number = "string", id_type = "string", idn_script = "string", insurance_acceptance = "string",
  intended_use = "string", law_acceptance = "string", legal_type = "string", maintainer = "string",
  membership_id = "string", mobile_phone_number_verification = "string", ngo_ong_eligibility_acceptance = "string",
  ngo_ong_policy_acceptance = "string", passport_number = "string", rurf_blocked_domains = "string",
  self_service = "string", trademark = "string", trademark_id = "string", travel_acceptance = "string", vat = "string",
  verification_code = "string", vote_acceptance = "string", voto_acceptance = "string",
}
SHAPES.domainDnssecKey = {
  alg = "integer", flags = "integer", protocol = "integer", pub_key = "string", readonly = "integer",
}
SHAPES.domainDomain = { extension = "string", name = "string" }
SHAPES.domainNameserver = { ip = "string", ip6 = "string", name = "string", seq_nr = "integer" }
SHAPES.emailFields = { name = "string", value = "string" }
SHAPES.emailTags = { key = "string", value = "string" }
SHAPES.nameserverNameserver = { ip = "string", ip6 = "string", name = "string" }
SHAPES.ns_groupNameServersSet = { id = "integer", ip = "string", ip6 = "string", name = "string", seq_nr = "integer" }
SHAPES.orderSslOrderDomainValidationMethods = { host_name = "string", method = "string" }
SHAPES.se_domainDestination = { hostname = "string", port = "integer" }
SHAPES.se_domainProducts = { archiving = "boolean", incoming = "boolean", outgoing = "boolean" }
SHAPES.zoneDomain = { extension = "string", name = "string" }
SHAPES.zoneRecord = { name = "string", prio = "integer", ttl = "integer", type = "string", value = "string" }

return {
  ApproveTransfer = {
    method = "POST", path = "/domains/{id}/transfer/approve", kind = "once", in_path = { id = "integer" },
    in_body = {
      approve = "integer", auth_code = "string", domain = SHAPES.domainDomain, registrar_tag = "string",
    },
  },
  CancelOrder = {
    method = "POST", path = "/ssl/orders/{id}/cancel", kind = "once", in_path = { id = "integer" }, in_body = {},
  },
  CheckDomain = {
    method = "POST", path = "/domains/check", kind = "read",
    in_body = {
      additional_data = { idn_script = "string" }, application_mode = "string", domains = { SHAPES.domainDomain },
      provider = "string", with_price = "boolean",
    },
  },
  CreateContact = {
    method = "POST", path = "/contacts", kind = "once",
    in_body = {
      additional_data = SHAPES.contactAdditionalData, address = SHAPES.contactAddress, api_access_enabled = "boolean",
      comments = "string", company_name = "string", email = "string", inn = "string", is_active = "boolean",
      kpp = "string", locale = "string", name = SHAPES.contactName, password = "string", phone = SHAPES.contactPhone,
      role = "string", username = "string", vat = "string",
    },
  },
  CreateCsr = {
    method = "POST", path = "/ssl/csr", kind = "once",
    in_body = {
      bits = "integer", common_name = "string", country = "string", email = "string", locality = "string",
      organization = "string", signature_hash_algorithm = "string", state = "string",
      subject_alternative_name = { "string" }, unit = "string", with_config = "boolean",
    },
  },
  CreateCustomer = {
    method = "POST", path = "/customers", kind = "once",
    in_body = {
      additional_data = SHAPES.customerCustomerAdditionalData, address = SHAPES.contactAddress, comments = "string",
      company_name = "string", email = "string", extension_additional_data = { SHAPES.customerExtensionAdditionalData },
      fax = SHAPES.customerFax, locale = "string", name = SHAPES.contactName, phone = SHAPES.contactPhone,
      tags = { SHAPES.customerTags }, vat = "string",
    },
  },
  CreateDomain = {
    method = "POST", path = "/domains", kind = "once",
    in_body = {
      accept_eap_fee = "number", accept_premium_fee = "number", additional_data = SHAPES.domainAdditionalData,
      admin_handle = "string", application_mode = "string", application_notice_id = "string",
      application_smd = "string", auth_code = "string", autorenew = "string", billing_handle = "string",
      comments = "string", dnssec_keys = { SHAPES.domainDnssecKey }, domain = SHAPES.domainDomain,
      is_dnssec_enabled = "boolean", is_easy_dmarc_enabled = "boolean", is_private_whois_enabled = "boolean",
      is_sectigo_dns_enabled = "boolean", is_spamexperts_enabled = "boolean",
      name_servers = { SHAPES.domainNameserver }, ns_group = "string", ns_template_id = "integer",
      ns_template_name = "string", owner_handle = "string", period = "integer", promo_code = "string",
      provider = "string", reseller_handle = "string", tech_handle = "string", unit = "string",
      use_domicile = "boolean",
    },
  },
  CreateDomainMixin8 = {
    method = "POST", path = "/spam-expert/domains", kind = "once",
    in_body = {
      aliases = { "string" }, bundle = "boolean", destinations = { SHAPES.se_domainDestination },
      domain_name = "string", products = SHAPES.se_domainProducts,
    },
  },
  CreateEasyDmarc = {
    method = "POST", path = "/easydmarcs", kind = "once",
    in_body = { domain = { extension = "string", name = "string" }, owner_handle = "string" },
  },
  CreateEmail = {
    method = "POST", path = "/emails", kind = "once",
    in_body = {
      fields = { SHAPES.emailFields }, group = "string", is_active = "boolean", is_default = "boolean",
      locale = { "string" }, name = "string", tags = { SHAPES.emailTags },
    },
  },
  CreateGroup = {
    method = "POST", path = "/dns/nameservers/groups", kind = "once",
    in_body = { name_servers = { SHAPES.ns_groupNameServersSet }, ns_group = "string" },
  },
  CreateNameserver = {
    method = "POST", path = "/dns/nameservers", kind = "once",
    in_body = { ip = "string", ip6 = "string", name = "string" },
  },
  CreateOrder = {
    method = "POST", path = "/ssl/orders", kind = "once",
    in_body = {
      approver_email = "string", autorenew = "string", csr = "string", domain_amount = "integer",
      domain_validation_methods = { SHAPES.orderSslOrderDomainValidationMethods }, enable_dns_automation = "boolean",
      host_names = { "string" }, organization_handle = "string", period = "integer", product_id = "integer",
      signature_hash_algorithm = "string", software_id = "string", start_provision = "boolean",
      technical_handle = "string", wildcard_domain_amount = "integer",
    },
  },
  CreateOtpToken = {
    method = "POST", path = "/ssl/orders/{id}/otp-tokens", kind = "once", in_path = { id = "integer" }, in_body = {},
  },
  CreatePleskLicense = {
    method = "POST", path = "/licenses/plesk", kind = "once",
    in_body = {
      attached_keys = { "string" }, comment = "string", ip_address_binding = "string", items = { "string" },
      parent_key_id = "integer", period = "integer", restrict_ip_binding = "boolean", title = "string",
    },
  },
  CreateTag = { method = "POST", path = "/tags", kind = "once", in_body = { key = "string", value = "string" } },
  CreateTemplate = {
    method = "POST", path = "/dns/templates", kind = "once",
    in_body = {
      is_spamexperts_enabled = "boolean", name = "string",
      records = {
        {
          id = "integer", name = "string", prio = "integer", ttl = "integer", type = "string", value = "string",
        },
      },
    },
  },
  CreateToken = {
    method = "POST", path = "/dns/domain-token", kind = "once",
    in_body = { domain = "string", zone_provider = "string" },
  },
  CreateVirtuozzoLicense = {
    method = "POST", path = "/licenses/virtuozzo", kind = "once",
    in_body = {
      attached_keys = { "string" }, comment = "string", ip_address_binding = "string", items = { "string" },
      parent_key_id = "integer", pcs_capacity = "integer", period = "integer", restrict_ip_binding = "boolean",
      title = "string",
    },
  },
  CreateZone = {
    method = "POST", path = "/dns/zones", kind = "once",
    in_body = {
      domain = SHAPES.zoneDomain, is_spamexperts_enabled = "string", master_ip = "string", provider = "string",
      records = { SHAPES.zoneRecord }, secured = "boolean", template_name = "string", type = "string",
    },
  },
  DecodeCsr = { method = "POST", path = "/ssl/csr/decode", kind = "read", in_body = { csr = "string" } },
  DeleteContact = { method = "DELETE", path = "/contacts/{id}", kind = "write", in_path = { id = "integer" } },
  DeleteCustomer = {
    method = "DELETE", path = "/customers/{handle}", kind = "write", in_path = { handle = "string" },
  },
  DeleteDomain = {
    method = "DELETE", path = "/domains/{id}", kind = "once", in_path = { id = "integer" },
    in_query = {
      ["domain.extension"] = "string", ["domain.name"] = "string", force_delete = "boolean",
      skip_soft_quarantine = "boolean", type = "string",
    },
  },
  DeleteDomainMixin8 = {
    method = "DELETE", path = "/spam-expert/domains/{domain_name}", kind = "write",
    in_path = { domain_name = "string" }, in_query = { bundle = "boolean" },
  },
  DeleteEasyDmarc = { method = "DELETE", path = "/easydmarcs/{id}", kind = "write", in_path = { id = "integer" } },
  DeleteEmail = { method = "DELETE", path = "/emails/{id}", kind = "write", in_path = { id = "integer" } },
  DeleteGroup = {
    method = "DELETE", path = "/dns/nameservers/groups/{ns_group}", kind = "write", in_path = { ns_group = "string" },
  },
  DeleteNameserver = {
    method = "DELETE", path = "/dns/nameservers/{name}", kind = "write", in_path = { name = "string" },
  },
  DeletePleskLicense = {
    method = "DELETE", path = "/licenses/plesk/{key_id}", kind = "write", in_path = { key_id = "integer" },
  },
  DeleteTag = { method = "DELETE", path = "/tags", kind = "write", in_query = { key = "string", value = "string" } },
  DeleteTemplate = { method = "DELETE", path = "/dns/templates/{id}", kind = "write", in_path = { id = "integer" } },
  DeleteVirtuozzoLicense = {
    method = "DELETE", path = "/licenses/virtuozzo/{key_id}", kind = "write", in_path = { key_id = "integer" },
  },
  DeleteZone = {
    method = "DELETE", path = "/dns/zones/{name}", kind = "write", in_path = { name = "string" },
    in_query = {
      ["domain.extension"] = "string", ["domain.name"] = "string", id = "integer", provider = "string",
    },
  },
  GenerateLoginURL = {
    method = "POST", path = "/spam-expert/generate-login-url", kind = "once",
    in_body = { bundle = "boolean", domain_or_email = "string" },
  },
  GetAdditionalData = {
    method = "GET", path = "/domains/additional-data", kind = "read",
    in_query = {
      ["domain.extension"] = "string", ["domain.name"] = "string", operation = "string",
    },
  },
  GetAuthCode = {
    method = "GET", path = "/domains/{id}/authcode", kind = "once", in_path = { id = "integer" },
    in_query = {
      auth_code_type = "string", ["domain.extension"] = "string", ["domain.name"] = "string", sending_type = "string",
    },
  },
  GetContact = {
    method = "GET", path = "/contacts/{id}", kind = "read", in_path = { id = "integer" },
    in_query = { with_additional_data = "boolean" },
  },
  GetCustomer = {
    method = "GET", path = "/customers/{handle}", kind = "read", in_path = { handle = "string" },
    in_query = { with_additional_data = "boolean" },
  },
  GetData = {
    method = "GET", path = "/domains/additional-data/customers", kind = "read",
    in_query = { ["domain.extension"] = "string", ["domain.name"] = "string" },
  },
  GetDomain = {
    method = "GET", path = "/domains/{id}", kind = "read", in_path = { id = "integer" },
    in_query = {
      ["domain.extension"] = "string", ["domain.name"] = "string", is_deleted = "boolean",
      with_abuse_details = "boolean", with_additional_data = "boolean", with_api_history = "boolean",
      with_history = "boolean", with_registry_statuses = "boolean", with_verification_email = "boolean",
      with_whois_privacy_data = "boolean",
    },
  },
  GetDomainMixin8 = {
    method = "GET", path = "/spam-expert/domains/{domain_name}", kind = "read", in_path = { domain_name = "string" },
    in_query = { bundle = "boolean", with_records = "boolean" },
  },
  GetEasyDmarc = {
    method = "GET", path = "/easydmarcs", kind = "read",
    in_query = { ["domain.extension"] = "string", ["domain.name"] = "string" },
  },
  GetEasyDmarcSso = {
    method = "GET", path = "/easydmarcs/{id}/sso", kind = "read", in_path = { id = "integer" },
    in_query = { type = "string" },
  },
  GetGroup = {
    method = "GET", path = "/dns/nameservers/groups/{ns_group}", kind = "read", in_path = { ns_group = "string" },
    in_query = { id = "integer" },
  },
  GetNameserver = { method = "GET", path = "/dns/nameservers/{name}", kind = "read", in_path = { name = "string" } },
  GetOrder = { method = "GET", path = "/ssl/orders/{id}", kind = "read", in_path = { id = "integer" } },
  GetPleskKey = {
    method = "GET", path = "/licenses/plesk/key/{key_id}", kind = "read", in_path = { key_id = "integer" },
  },
  GetPleskLicense = {
    method = "GET", path = "/licenses/plesk/{key_id}", kind = "read", in_path = { key_id = "integer" },
  },
  GetPrice = {
    method = "GET", path = "/domains/prices", kind = "read",
    in_query = {
      ["additional_data.idn_script"] = "string", ["domain.extension"] = "string", ["domain.name"] = "string",
      operation = "string", period = "integer",
    },
  },
  GetProduct = { method = "GET", path = "/ssl/products/{id}", kind = "read", in_path = { id = "integer" } },
  GetReseller = {
    method = "GET", path = "/resellers", kind = "read",
    in_query = {
      with_additional_data = "boolean", with_contacts = "boolean", with_settings = "boolean",
      with_statistics = "boolean",
    },
  },
  GetSettings = { method = "GET", path = "/resellers/settings", kind = "read" },
  GetStatistics = { method = "GET", path = "/resellers/statistics", kind = "read" },
  GetTemplate = { method = "GET", path = "/dns/templates/{id}", kind = "read", in_path = { id = "integer" } },
  GetTld = {
    method = "GET", path = "/tlds/{name}", kind = "read", in_path = { name = "string" },
    in_query = {
      limit = "integer", offset = "integer", status = { "string" }, with_description = "boolean",
      with_level_prices = "boolean", with_price = "boolean", with_restrictions = "boolean",
      with_usage_count = "boolean",
    },
  },
  GetVirtuozzoKey = {
    method = "GET", path = "/licenses/virtuozzo/{key_id}/key", kind = "read", in_path = { key_id = "integer" },
  },
  GetVirtuozzoLicense = {
    method = "GET", path = "/licenses/virtuozzo/{key_id}", kind = "read", in_path = { key_id = "integer" },
  },
  GetZone = {
    method = "GET", path = "/dns/zones/{name}", kind = "read", in_path = { name = "string" },
    in_query = {
      id = "string", provider = "string", with_dnskey = "boolean", with_history = "boolean", with_records = "boolean",
    },
  },
  ListApproverEmails = {
    method = "GET", path = "/ssl/approver-emails", kind = "read",
    in_query = { domain = "string", product_id = "integer" },
  },
  ListContacts = {
    method = "GET", path = "/contacts", kind = "read",
    in_query = {
      company_name_pattern = "string", email_pattern = "string", last_name_pattern = "string", limit = "integer",
      offset = "integer", order = "string", order_by = "string", role = "string", username_pattern = "string",
      with_additional_data = "boolean",
    },
  },
  ListCustomers = {
    method = "GET", path = "/customers", kind = "read",
    in_query = {
      columns = { "string" }, comment_pattern = "string", company_name_pattern = "string", email_pattern = "string",
      first_name_pattern = "string", handle_pattern = "string", last_name_pattern = "string", limit = "integer",
      offset = "integer", order = "string", order_by = "string", pattern = "string", reseller_id = "integer",
      type = "string", with_additional_data = "boolean",
    },
  },
  ListDomainEmailVerifications = {
    method = "GET", path = "/customers/verifications/emails/domains", kind = "read",
    in_query = {
      description = "string", domain = "string", domain_id = "integer", email = "string", handle = "string",
      is_suspended = "boolean", limit = "integer", offset = "integer", ["response.to"] = "string",
      ["response.type"] = "string", status = "string",
    },
  },
  ListDomains = {
    method = "GET", path = "/domains", kind = "read",
    in_query = {
      application_mode = "string", comment_pattern = "string", contact_handle = "string",
      domain_name_pattern = "string", extension = "string", full_name = "string", id = "integer",
      is_deleted = "boolean", limit = "integer", ns_group_pattern = "string", offset = "integer",
      ["order_by.active_date"] = "string", ["order_by.domain_extension"] = "string",
      ["order_by.domain_name"] = "string", ["order_by.expiration_date"] = "string", ["order_by.id"] = "string",
      ["order_by.order_date"] = "string", ["order_by.renewal_date"] = "string", ["order_by.status"] = "string",
      ["order_by.transfer_date"] = "string", queue_status = "string", renewal_date = "string",
      ["response.to"] = "string", ["response.type"] = "string", status = "string", status_not_equal = { "string" },
      with_additional_data = "boolean", with_api_history = "boolean", with_history = "boolean",
      with_registry_statuses = "boolean", with_verification_email = "boolean",
    },
  },
  ListEasyDmarc = {
    method = "GET", path = "/easydmarcs/list", kind = "read",
    in_query = {
      ["domain.extension"] = "string", ["domain.name"] = "string", limit = "integer", offset = "integer",
      ["order_by.id"] = "string", status = { "string" },
    },
  },
  ListEmails = {
    method = "GET", path = "/emails", kind = "read",
    in_query = {
      group = "string", id = "integer", is_system = "boolean", limit = "integer", name = "string", offset = "integer",
    },
  },
  ListGroups = {
    method = "GET", path = "/dns/nameservers/groups", kind = "read",
    in_query = {
      limit = "integer", ns_group_pattern = "string", ns_ip_pattern = "string", ns_name_pattern = "string",
      offset = "integer", ["order_by.domain_count"] = "string", ["order_by.ns_count"] = "string",
      ["order_by.ns_group"] = "string", with_domain_count = "boolean", with_ns_count = "boolean",
    },
  },
  ListInvoices = {
    method = "GET", path = "/invoices", kind = "read",
    in_query = {
      end_creation_date = "string", limit = "integer", offset = "integer", order = "string", order_by = "string",
      start_creation_date = "string",
    },
  },
  ListItems = {
    method = "GET", path = "/licenses/items", kind = "read",
    in_query = {
      limit = "integer", offset = "integer", ["order_by.expiration_date"] = "string", ["order_by.id"] = "string",
      ["order_by.key_id"] = "string", ["order_by.key_number"] = "string", ["order_by.product"] = "string",
      ["order_by.status"] = "string", ["order_by.title"] = "string", product = "string",
    },
  },
  ListLicensesWithPriceVersion = {
    method = "GET", path = "/licenses", kind = "read",
    in_query = {
      key_number = "string", key_number_pattern = "string", limit = "integer", offset = "integer",
      ["order_by.expiration_date"] = "string", ["order_by.id"] = "string", ["order_by.key_id"] = "string",
      ["order_by.key_number"] = "string", ["order_by.product"] = "string", ["order_by.status"] = "string",
      ["order_by.title"] = "string", parent_key_id = "integer", product = "string", status = "string",
      title_pattern = "string",
    },
  },
  ListNameservers = {
    method = "GET", path = "/dns/nameservers", kind = "read",
    in_query = {
      ip = "string", ip6 = "string", limit = "integer", name = "string", offset = "string", order = "string",
      order_by = "string", pattern = "string",
    },
  },
  ListOrders = {
    method = "GET", path = "/ssl/orders", kind = "read",
    in_query = {
      common_name_pattern = "string", contact_handle = "string", limit = "integer", offset = "integer",
      ["order_by.active_date"] = "string", ["order_by.common_name"] = "string", ["order_by.expiration_date"] = "string",
      ["order_by.order_date"] = "string", ["order_by.product_name"] = "string", ["order_by.status"] = "string",
      show_expiring = "boolean", status = { "string" },
    },
  },
  ListPayments = {
    method = "GET", path = "/payments", kind = "read",
    in_query = {
      end_creation_date = "string", limit = "integer", offset = "integer", order = "string", order_by = "string",
      start_creation_date = "string", status = "string", type = "string",
    },
  },
  ListPleskLicenses = {
    method = "GET", path = "/licenses/plesk", kind = "read",
    in_query = {
      key_id = "integer", key_number = "string", key_number_pattern = "string", limit = "integer", offset = "integer",
      parent_key_id = "integer", title_pattern = "string",
    },
  },
  ListProducts = {
    method = "GET", path = "/ssl/products", kind = "read",
    in_query = {
      limit = "integer", offset = "integer", ["order_by.brand_name"] = "string", ["order_by.brand_seqno"] = "string",
      ["order_by.category"] = "string", ["order_by.name"] = "string", ["order_by.product_seqno"] = "string",
      ["order_by.sub_category"] = "string", with_description = "boolean", with_price = "boolean",
      with_supported_software = "boolean",
    },
  },
  ListTags = { method = "GET", path = "/tags", kind = "read", in_query = { key = "string", value = "string" } },
  ListTemplates = {
    method = "GET", path = "/dns/templates", kind = "read",
    in_query = {
      limit = "integer", name_pattern = "string", offset = "string", order = "string", order_by = "string",
      with_records = "boolean",
    },
  },
  ListTlds = {
    method = "GET", path = "/tlds", kind = "read",
    in_query = {
      application_mode = "string", extensions = { "string" }, is_active = "boolean", is_new_gtld = "boolean",
      limit = "integer", name_pattern = "string", offset = "integer", only_names = "boolean", order = "string",
      order_by = "string", status = "string", with_application_mode = { "string" }, with_description = "boolean",
      with_level_prices = "boolean", with_price = "boolean", with_restrictions = "boolean",
      with_usage_count = "boolean",
    },
  },
  ListTransactions = {
    method = "GET", path = "/transactions", kind = "read",
    in_query = {
      end_creation_date = "string", filter_for_subject = "string", limit = "integer", offset = "integer",
      order = "string", order_by = "string", start_creation_date = "string",
    },
  },
  ListVirtuozzoLicenses = {
    method = "GET", path = "/licenses/virtuozzo", kind = "read",
    in_query = {
      key_id = "integer", key_number = "string", key_number_pattern = "string", limit = "integer", offset = "integer",
      parent_key_id = "integer", title_pattern = "string",
    },
  },
  ListZoneRecords = {
    method = "GET", path = "/dns/zones/{name}/records", kind = "read", in_path = { name = "string" },
    in_query = {
      limit = "integer", offset = "integer", ["order_by.name"] = "string", ["order_by.prio"] = "string",
      ["order_by.ttl"] = "string", ["order_by.type"] = "string", ["order_by.value"] = "string", prio = "integer",
      record_name_pattern = "string", ttl = "integer", type = "string", value_pattern = "string", zone_id = "integer",
      zone_provider = "string",
    },
  },
  ListZones = {
    method = "GET", path = "/dns/zones", kind = "read",
    in_query = {
      limit = "integer", name_pattern = "string", offset = "integer", ["order_by.creation_date"] = "string",
      ["order_by.modification_date"] = "string", ["order_by.name"] = "string", provider = "string", type = "string",
      with_dnskey = "boolean", with_history = "boolean", with_records = "boolean",
    },
  },
  Login = {
    method = "POST", path = "/auth/login", kind = "login",
    in_body = { ip = "string", password = "string", username = "string" },
  },
  ReissueOrder = {
    method = "POST", path = "/ssl/orders/{id}/reissue", kind = "once", in_path = { id = "integer" },
    in_body = {
      approver_email = "string", csr = "string",
      domain_validation_methods = { SHAPES.orderSslOrderDomainValidationMethods }, enable_dns_automation = "boolean",
      host_names = { "string" }, organization_handle = "string", signature_hash_algorithm = "string",
      software_id = "string",
    },
  },
  RenewDomain = {
    method = "POST", path = "/domains/{id}/renew", kind = "once", in_path = { id = "integer" },
    in_body = { domain = SHAPES.domainDomain, period = "integer" },
  },
  RenewOrder = {
    method = "POST", path = "/ssl/orders/{id}/renew", kind = "once", in_path = { id = "integer" },
    in_body = { enable_dns_automation = "boolean" },
  },
  ResendApproverEmail = {
    method = "POST", path = "/ssl/orders/{id}/approver-email/resend", kind = "once", in_path = { id = "integer" },
    in_body = {},
  },
  ResetAuthCode = {
    method = "POST", path = "/domains/{id}/authcode/reset", kind = "once", in_path = { id = "integer" },
    in_body = { auth_code_type = "string", domain = SHAPES.domainDomain, sending_type = "string" },
  },
  ResetHwid = {
    method = "POST", path = "/licenses/hwids/reset/{product}/{key_id}", kind = "once",
    in_path = { key_id = "integer", product = "string" }, in_body = {},
  },
  RestartEmailVerification = {
    method = "POST", path = "/customers/verifications/emails/restart", kind = "once",
    in_body = { email = "string", language = "string", tag = "string" },
  },
  RestoreDomain = {
    method = "POST", path = "/domains/{id}/restore", kind = "once", in_path = { id = "integer" },
    in_body = { domain = SHAPES.domainDomain },
  },
  RetryEasyDmarc = {
    method = "POST", path = "/easydmarcs/{id}/retry", kind = "once", in_path = { id = "integer" }, in_body = {},
  },
  SendFoa1 = {
    method = "POST", path = "/domains/{id}/transfer/send-foa1", kind = "once", in_path = { id = "integer" },
    in_body = { domain = SHAPES.domainDomain },
  },
  StartEmailVerification = {
    method = "POST", path = "/customers/verifications/emails/start", kind = "once",
    in_body = { email = "string", handle = "string", language = "string", tag = "string" },
  },
  SuggestNameDomain = {
    method = "POST", path = "/domains/suggest-name", kind = "read",
    in_body = {
      language = "string", limit = "integer", name = "string", provider = "string", sensitive = "boolean",
      tlds = { "string" },
    },
  },
  TradeDomain = {
    method = "POST", path = "/domains/trade", kind = "once",
    in_body = {
      additional_data = SHAPES.domainAdditionalData, admin_handle = "string", auth_code = "string",
      autorenew = "string", billing_handle = "string", comments = "string", dnssec_keys = { SHAPES.domainDnssecKey },
      domain = SHAPES.domainDomain, name_servers = { SHAPES.domainNameserver }, ns_group = "string",
      ns_template_id = "integer", ns_template_name = "string", owner_handle = "string", period = "integer",
      promo_code = "string", tech_handle = "string", use_domicile = "boolean",
    },
  },
  TransferDomain = {
    method = "POST", path = "/domains/transfer", kind = "once",
    in_body = {
      accept_premium_fee = "number",
      additional_data = {
        admin_sing_pass_id = "string", auth_code = "string", company_registration_number = "string",
        customer_uin = "string", customer_uin_doc_type = SHAPES.domainUINDocumentType,
        domain_name_variants = { "string" }, ftld_token = "string", gay_donation_acceptance = "string",
        gay_rights_protection_acceptance = "string", idn_script = "string", intended_use = "string",
        legal_type = "string", maintainer = "string", membership_id = "string",
        mobile_phone_number_verification = "string", passport_number = "string", self_service = "string",
        trademark = "string", vat = "string", verification_code = "string",
      },
      admin_handle = "string", at = "string", auth_code = "string", autorenew = "string", billing_handle = "string",
      comments = "string", dnssec_keys = { SHAPES.domainDnssecKey }, domain = SHAPES.domainDomain,
      is_dnssec_enabled = "boolean", is_private_whois_enabled = "boolean", name_servers = { SHAPES.domainNameserver },
      ns_group = "string", ns_template_id = "integer", ns_template_name = "string", owner_handle = "string",
      promo_code = "string", reseller_handle = "string", roid = "string", tech_handle = "string", unit = "string",
      use_domicile = "boolean",
    },
  },
  TryAgainLastOperation = {
    method = "POST", path = "/domains/{id}/last-operation/restart", kind = "once", in_path = { id = "integer" },
    in_body = { auth_code = "string", domain = SHAPES.domainDomain },
  },
  UpdateApproverEmailAddress = {
    method = "PUT", path = "/ssl/orders/{id}/approver-email", kind = "once", in_path = { id = "integer" },
    in_body = { approver_email = "string" },
  },
  UpdateContact = {
    method = "PUT", path = "/contacts/{id}", kind = "write", in_path = { id = "integer" },
    in_body = {
      additional_data = SHAPES.contactAdditionalData, address = SHAPES.contactAddress, api_access_enabled = "boolean",
      api_client_ip_list = SHAPES.contactClientIpList, auth_type = "string", comments = "string",
      company_name = "string", email = "string", inn = "string", is_active = "boolean", kpp = "string",
      locale = "string", name = SHAPES.contactName, password_change_declined_at = "string", phone = SHAPES.contactPhone,
      rcp_client_ip_list = SHAPES.contactClientIpList, role = "string", type = "string", vat = "string",
    },
  },
  UpdateCustomer = {
    method = "PUT", path = "/customers/{handle}", kind = "write", in_path = { handle = "string" },
    in_body = {
      additional_data = SHAPES.customerCustomerAdditionalData, address = SHAPES.contactAddress, comments = "string",
      email = "string", extension_additional_data = { SHAPES.customerExtensionAdditionalData },
      fax = SHAPES.customerFax, locale = "string", phone = SHAPES.contactPhone, tags = { SHAPES.customerTags },
      vat = "string",
    },
  },
  UpdateDomain = {
    method = "PUT", path = "/domains/{id}", kind = "once", in_path = { id = "integer" },
    in_body = {
      accept_update_fee = "number",
      additional_data = {
        abogado_acceptance = "string", admin_sing_pass_id = "string", auth_code = "string",
        company_registration_number = "string", customer_uin = "string",
        customer_uin_doc_type = SHAPES.domainUINDocumentType, domain_name_variants = { "string" },
        intended_use = "string", law_acceptance = "string", maintainer = "string", membership_id = "string",
        mobile_phone_number_verification = "string", ngo_ong_eligibility_acceptance = "string",
        ngo_ong_policy_acceptance = "string", passport_number = "string", vat = "string", verification_code = "string",
      },
      admin_handle = "string", auth_code = "string", autorenew = "string", billing_handle = "string",
      comments = "string", dnssec_keys = { SHAPES.domainDnssecKey }, domain = SHAPES.domainDomain,
      force_registry_update = "boolean", is_dnssec_enabled = "boolean", is_locked = "boolean",
      is_private_whois_enabled = "boolean", is_sectigo_dns_enabled = "boolean", is_spamexperts_enabled = "boolean",
      name_servers = { SHAPES.domainNameserver }, ns_group = "string", ns_template_id = "integer",
      ns_template_name = "string", owner_handle = "string", remove_nses = "boolean", reseller_handle = "string",
      reset_auth_code = "boolean", scheduled_at = "string", tech_handle = "string", use_domicile = "boolean",
    },
  },
  UpdateDomainMixin8 = {
    method = "PUT", path = "/spam-expert/domains/{domain_name}", kind = "once", in_path = { domain_name = "string" },
    in_body = {
      aliases = { add = { "string" }, remove = { "string" } }, bundle = "boolean",
      destinations = { SHAPES.se_domainDestination }, products = SHAPES.se_domainProducts,
    },
  },
  UpdateEmail = {
    method = "PUT", path = "/emails/{id}", kind = "write", in_path = { id = "integer" },
    in_body = {
      fields = { SHAPES.emailFields }, group = "string", is_active = "boolean", is_default = "boolean",
      locale = { "string" }, name = "string", tags = { SHAPES.emailTags },
    },
  },
  UpdateGroup = {
    method = "PUT", path = "/dns/nameservers/groups/{ns_group}", kind = "write", in_path = { ns_group = "string" },
    in_body = { name_servers = { SHAPES.ns_groupNameServersSet } },
  },
  UpdateNameserver = {
    method = "PUT", path = "/dns/nameservers/{name}", kind = "write", in_path = { name = "string" },
    in_body = { ip = "string", ip6 = "string" },
  },
  UpdateOrder = {
    method = "PUT", path = "/ssl/orders/{id}", kind = "once", in_path = { id = "integer" },
    in_body = {
      approver_email = "string", autorenew = "string", csr = "string",
      domain_validation_methods = { SHAPES.orderSslOrderDomainValidationMethods }, enable_dns_automation = "boolean",
      host_names = { "string" }, organization_handle = "string", signature_hash_algorithm = "string",
      software_id = "string", start_provision = "boolean", technical_handle = "string",
    },
  },
  UpdatePleskLicense = {
    method = "PUT", path = "/licenses/plesk/{key_id}", kind = "once", in_path = { key_id = "integer" },
    in_body = {
      attached_keys = { "string" }, comment = "string", ip_address_binding = "string", items = { "string" },
      parent_key_id = "integer", period = "integer", restrict_ip_binding = "boolean", suspended = "boolean",
      title = "string",
    },
  },
  UpdateReseller = {
    method = "PUT", path = "/resellers/{id}", kind = "write", in_path = { id = "integer" },
    in_body = {
      additional_data = {
        cif_nif_number = "string", gstin = "string", internal_reference = "string",
      },
      address = SHAPES.contactAddress, comments = "string", company_name = "string", company_size = "string",
      fax = SHAPES.customerFax, industry = "string", inn = "string", kpp = "string", locale = "string",
      name = SHAPES.contactName, phone = SHAPES.contactPhone, vat = "string",
    },
  },
  UpdateVirtuozzoLicense = {
    method = "PUT", path = "/licenses/virtuozzo/{key_id}", kind = "once", in_path = { key_id = "integer" },
    in_body = {
      attached_keys = { "string" }, comment = "string", ip_address_binding = "string", items = { "string" },
      parent_key_id = "integer", pcs_capacity = "integer", period = "integer", restrict_ip_binding = "boolean",
      suspended = "boolean", title = "string",
    },
  },
  UpdateZone = {
    method = "PUT", path = "/dns/zones/{name}", kind = "write", in_path = { name = "string" },
    in_body = {
      domain = SHAPES.zoneDomain, id = "integer", is_spamexperts_enabled = "boolean", master_ip = "string",
      premium_dns = {
        sectigo = {
          autorenew = "boolean", order_date = "string", renewal_date = "string", secured = "boolean",
          website_id = "integer",
        },
      },
      provider = "string",
      records = {
        add = { SHAPES.zoneRecord }, remove = { SHAPES.zoneRecord }, replace = { SHAPES.zoneRecord },
        update = {
          {
            original_record = SHAPES.zoneRecord, record = SHAPES.zoneRecord,
          },
        },
      },
      type = "string",
    },
  },
}
