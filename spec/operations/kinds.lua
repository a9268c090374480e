--- What the contract does not say of an operation: whether it may be sent again when its answer was lost.
--
-- A GET reads, a PUT and a DELETE do the same when they are done twice, a POST must not be done twice. These are the
-- exceptions, each with its reason.

return {
  Login = "login",

  -- They answer a question, and change nothing.
  CheckDomain = "read",
  SuggestNameDomain = "read",
  DecodeCsr = "read",

  -- It may have a message sent to the owner of the domain.
  GetAuthCode = "once",
  UpdateApproverEmailAddress = "once",

  -- They may cost money: a new owner, private whois, another product.
  UpdateDomain = "once",
  UpdateDomainMixin8 = "once",
  UpdateOrder = "once",
  UpdatePleskLicense = "once",
  UpdateVirtuozzoLicense = "once",

  -- A domain that was deleted waits in a quarantine, from which a second deletion may take it.
  DeleteDomain = "once",
}
