---@meta

-- The types of the module's functions, for editors (LuaCATS). Nothing requires this file.

-- A customer ----------------------------------------------------------------------------------

---@class openprovider.Null `openprovider.null`: clears a member in an update

---@class openprovider.Name what `openprovider.name` makes
---@field first_name? string required
---@field last_name? string required
---@field initials? string such as `"J.D."`
---@field prefix? string an infix, such as `"van"` or `"van de"`
---@field full_name? string the API computes its own

---@class openprovider.Street what `openprovider.street` makes
---@field street? string|openprovider.Null required in an address: the street without the house number
---@field number? string|number required in an address: the house number
---@field suffix? string|openprovider.Null that of the house number, such as `"A"` or `"bis"`

---@class openprovider.Address : openprovider.Street what `openprovider.address` makes
---@field zipcode? string|integer required
---@field city? string required
---@field state? string|openprovider.Null state or province
---@field country? string required: ISO 3166-1 alpha-2, such as `"NL"`

---@class openprovider.Phone what `openprovider.phone` and `openprovider.fax` make
---@field country_code? string|integer required: with a plus sign, such as `"+31"`
---@field area_code? string|integer required: without the zero that is dialled inside the country, such as `"10"`
---@field subscriber_number? string|integer required: such as `"1234567"`

---@class openprovider.PhoneOptions
---@field country? string where the number is written as it is: ISO 3166-1 alpha-2, such as `"DE"`

---@class openprovider.Tag what `openprovider.tag` makes
---@field key? string `"customer"`, the only key that there is
---@field value? string required: such as `"VIP"`

---@class openprovider.AttachedFile
---@field description? string what the file is
---@field doc_type? string the kind of document, such as `"passport"`
---@field path? string a link to the file

---@class openprovider.AdditionalData other members pass through
---@field attached_files? openprovider.AttachedFile[]
---@field birth_address? string
---@field birth_city? string
---@field birth_country? string ISO 3166-1 alpha-2
---@field birth_date? string `YYYY-MM-DD`
---@field birth_state? string
---@field birth_zipcode? string
---@field company_registration_city? string
---@field company_registration_number? string
---@field company_registration_subscription_date? string `YYYY-MM-DD`
---@field company_url? string
---@field headquarters_address? string
---@field headquarters_city? string
---@field headquarters_country? string ISO 3166-1 alpha-2
---@field headquarters_state? string
---@field headquarters_zipcode? string
---@field passport_number? string
---@field social_security_number? string
---@field trading_name? string

---@class openprovider.Extension what `openprovider.extension` makes: what one TLD asks for
---@field name? string required: the TLD without its leading dot, such as `"eu"`
---@field data? table<string, any> required: the fields, which differ by TLD

---@class openprovider.Customer a customer, or changes of one, which need nothing
---@field company_name? string makes the customer a company
---@field name? openprovider.Name required
---@field address? openprovider.Address|openprovider.Street required
---@field phone? openprovider.Phone required
---@field fax? openprovider.Phone|openprovider.Null
---@field email? string required
---@field vat? string|openprovider.Null VAT number
---@field locale? string|openprovider.Null ICU form, such as `"nl_NL"`
---@field comments? string|openprovider.Null a note of your own
---@field tags? openprovider.Tag[]|openprovider.Null
---@field additional_data? openprovider.AdditionalData|openprovider.Null
---@field extension_additional_data? openprovider.Extension[]|openprovider.Null

---@class openprovider.Record : openprovider.Customer a customer as the API has it, with what else the API adds
---@field id? integer
---@field handle string such as "CV904716-NL"
---@field reference? string the reference that it was created with
---@field version? string what the record showed when it was read, for `save_customer`
---@field reseller_id? integer
---@field is_deleted? boolean
---@field deleted_at? string there only if the customer was deleted
---@field comments_last_changed_at? string
---@field email_verification_status? string

-- A client ------------------------------------------------------------------------------------

---@class openprovider.Client its methods are written out in client.lua

-- The options of a client ---------------------------------------------------------------------

---@alias openprovider.TokenFunction fun(refused: string?): string?, number|string|nil gives a token and when it ends
--- (seconds since the epoch; nil: once the API refuses it), or nil and a message

---@class openprovider.Options
---@field username? string user name at the registrar
---@field password? string that user's password
---@field ip? string address that is sent with a login; the API takes 0.0.0.0 for any
---@field token? string|openprovider.TokenFunction a token to use instead of logging in, or a function that gives one
---@field environment? "production"|"sandbox"
---@field base_url? string address of the API with its version, instead of environment and api_version
---@field api_version? string version of the API (`"v1beta"`)
---@field timeout? number seconds that a call may take in all, its retries included (60); a day at most
---@field connect_timeout? number seconds that connecting may take (10)
---@field retries? number how often a request is sent again where that is safe (2)
---@field settle? number seconds after which a create or an update that was carried out has become visible (10)
---@field ca_file? string file of certificate authorities to trust instead of the system's
---@field user_agent? string the User-Agent header
---@field proxy? string address of a proxy; `""` for none, whatever the environment says
---@field worker_threads? integer inside nginx: calls under way at a time in a worker process (8)
---@field transport? openprovider.Transport|openprovider.TransportMaker
---@field token_store? openprovider.TokenStore where tokens are kept
---@field on_event? fun(event: openprovider.Event) called with each event
---@field http2? boolean HTTP/2 where the server has it; requests that it refuses may then end as `outcome_unknown`
---@field allow_insecure_http? boolean lets the password travel in clear text to any `http://` address, and by `proxy`

---@alias openprovider.Event
---| openprovider.RequestEvent
---| openprovider.ResponseEvent
---| openprovider.FailureEvent
---| openprovider.RetryEvent
---| openprovider.WaitEvent
---| openprovider.MarkEvent
---| openprovider.StoreEvent

---@class openprovider.LogOptions
---@field format? "text"|"json" lines for people (unless it is said), or an object a line
---@field level? "debug"|"info"|"warn" `"info"` unless it is said: ends, retries and waits. `debug` has all events,
--- `warn` only what went wrong

---@class openprovider.AnyEvent what each event has
---@field name "request"|"response"|"failure"|"retry"|"wait"|"login"|"lookup"|"token_store"
---@field time number seconds since the epoch
---@field account string the user name; `token` where the client was given a token

---@class openprovider.CallEvent : openprovider.AnyEvent what each event about a request has
---@field id? integer of the request, in this process; nil in a `retry` of what was refused here, before it was sent
---@field operation string such as `GET /customers/CV904716-NL`
---@field method string
---@field path string below the base address, without the query
---@field url string without the query
---@field attempt integer how often the call was sent by now

---@class openprovider.RequestEvent : openprovider.CallEvent `request`: a request is sent
---@field waited number seconds that it waited for its turn or for another call's login

---@class openprovider.EndEvent : openprovider.CallEvent the end of a request
---@field duration number seconds since its start
---@field outcome "done"|"not_sent"|"rejected"|"unknown" what became of it at the API, as far as the answer says
---@field kind? openprovider.ErrorKind what is wrong with the answer, or why there is none
---@field code? integer the API's code
---@field message? string of the error

---@class openprovider.ResponseEvent : openprovider.EndEvent `response`: an answer came
---@field status integer of HTTP

---@class openprovider.FailureEvent : openprovider.EndEvent `failure`: no answer came that can be read

---@class openprovider.RetryEvent : openprovider.CallEvent `retry`: the request with this `id` is followed by another
---@field wait number seconds until then, the wait for its turn included, at the rate of now
---@field kind openprovider.ErrorKind why
---@field code? integer the API's code
---@field message string

---@class openprovider.WaitEvent : openprovider.AnyEvent `wait`: a call waits for what others have
---@field reason "turn"|"login"|"reference"|"update"
---@field wait? number seconds, at the rate of now; only for a turn

---@class openprovider.MarkEvent : openprovider.AnyEvent `login` or `lookup`: what the next requests are for
---@field path string

---@class openprovider.StoreEvent : openprovider.AnyEvent `token_store`: the token store fails, told once
---@field message string

---@class openprovider.TokenEntry
---@field token string
---@field expires_at number

---@alias openprovider.Lock fun(key: string, fn: function, sleep: fun(seconds: number), patience: number,
---  seconds: number): boolean?, string?

---@class openprovider.TokenStore three functions, and three more if it can
---@field get fun(key: string): openprovider.TokenEntry?, string? or nil and a message, which fails the call
---@field set fun(key: string, entry: openprovider.TokenEntry): true?, string?
---@field delete fun(key: string): true?, string?
---@field lock? openprovider.Lock
---@field incr? fun(key: string, window: number, by: integer): integer|false|nil, number|string|nil
---@field hold? fun(key: string, seconds: number): openprovider.Hold|false|nil, string?

---@class openprovider.Hold a key that was taken in a store
---@field note? string what the last holder left
---@field age? number seconds since then
---@field problem? string why it keeps nobody away
---@field write fun(self: openprovider.Hold, text: string?, seconds: number): true?, string?
---@field release fun(self: openprovider.Hold)

---@class openprovider.Request
---@field method string
---@field url string
---@field headers table<string, string>
---@field body? string
---@field timeout number seconds
---@field connect_timeout number seconds
---@field max_body integer bytes of an answer that are taken
---@field repeatable boolean whether the request may be sent twice

---@class openprovider.Response
---@field status integer
---@field headers table<string, string> names in lower case
---@field body string
---@field retry_after? number seconds for which its Retry-After asks to wait: of the header only a number counts
---@field connection? any what names the connection it came on
---@field numbered? boolean whether answers have the numbers of their requests, as in HTTP/2

---@class openprovider.Failure
---@field kind "network"|"timeout"|"tls"|"protocol"|"cancelled"|"config"
---@field message string
---@field sent? boolean only false says that no byte of the request can have arrived

---@class openprovider.Transport three functions, which may yield, and what else it offers: see
--- `openprovider.transport.defaults`
---@field perform fun(request: openprovider.Request): openprovider.Response?, openprovider.Failure?
---@field sleep fun(seconds: number): boolean? false if no other call of the client could go on meanwhile
---@field now fun(): number seconds since the epoch
---@field close? fun() closes all connections
---@field drop? fun(connection: any) closes the connection of an answer that makes no sense for its request
---@field obstacle? fun(): openprovider.Failure? why nothing can be performed here and now
---@field apart? fun(fn: function, ...): boolean? calls a function that goes on whatever becomes of its caller
---@field scope? fun(place: string): any what it reaches, if that is not the account's place
---@field rows_of_page? integer how many customers to ask for at a time where all are read (1000)
---@field longest_list? integer how many bytes of a list are taken (16 MiB)
---@field pool? openprovider.Pool|false its pool of connections
---@field calls? table|false how it waits for calls in flight: see `openprovider.concurrency.scheduler`

---@class openprovider.TransportMaker
---@field new fun(options: openprovider.Options): openprovider.Transport

---@class openprovider.RestyHttp a module of the shape of lua-resty-http
---@field new fun(): openprovider.RestyHttpClient?, string?

---@class openprovider.RestyHttpClient
---@field set_timeouts fun(self: openprovider.RestyHttpClient, connect: number, send: number, read: number)
---@field request_uri fun(self: openprovider.RestyHttpClient, uri: string, parameters: table): table?, string?

---@class openprovider.Pool : userdata the pool of connections behind the default transport
---@field fd fun(self: openprovider.Pool): integer? a descriptor that is readable when there is something to do
---@field timeout fun(self: openprovider.Pool): number? seconds after which there is something to do in any case
---@field step fun(self: openprovider.Pool): integer does a bounded amount of it; gives how many calls are finished
---@field submit fun(self: openprovider.Pool, request: openprovider.Request): integer starts a request; gives its number
---@field next fun(self: openprovider.Pool): integer?, openprovider.Response?, openprovider.Failure?
---@field cancel fun(self: openprovider.Pool, number: integer)
---@field in_flight fun(self: openprovider.Pool): integer

-- The options of calls ------------------------------------------------------------------------

---@class openprovider.CallOptions
---@field timeout? number seconds for this call, its retries included; the client's `timeout` if that is less

---@class openprovider.OperationOptions : openprovider.CallOptions
---@field allow_unknown? boolean sends parameters that the contract does not have

---@class openprovider.CreateOptions : openprovider.CallOptions
---@field allow_unknown? boolean lets unknown members through
---@field reference? string|true your own key for the customer, or true for one that is made of its company, name and
--- e-mail address; by it the customer is created exactly once, whatever happens to its requests
---@field settle? number seconds, instead of the client's option

---@class openprovider.CreateManyOptions : openprovider.CallOptions `timeout` is that of each create
---@field concurrency? integer calls in flight at most (16)
---@field reference? true|fun(key: any, customer: openprovider.Customer): string|true|nil true: each customer gets one
--- that is made of it
---@field expected? integer how many customers a function gives, so that references can be looked for with few calls
---@field stop_when? fun(progress: openprovider.Progress): boolean asked before each; once true, no more are started
---@field on_progress? fun(progress: openprovider.Progress) called after each
---@field journal? string|openprovider.Journal its path or URL, or an open one
---@field allow_unknown? boolean as for `create_customer`
---@field settle? number as for `create_customer`
---@field raise? boolean raises the iterator's own error in place of `false, nil, err`; those of customers stay results

---@class openprovider.Progress of `create_customers`
---@field created integer
---@field found integer those that were there before
---@field failed integer
---@field in_flight integer
---@field began number when, by the transport's clock
---@field total? integer with a journal: the rows of the source
---@field elsewhere? integer with a journal: those finished by others meanwhile
---@field waiting? boolean with a journal: whether all that is left is in work elsewhere

---@class openprovider.Journal what `require("openprovider.journal").open` gives
---@field id string the same for all workers
---@field owner string
---@field target string without a password

---@class openprovider.JournalOptions
---@field must_exist? boolean whether a journal that is not there is an error
---@field owner? string this worker's name, else the host's name and a random number
---@field patience? number seconds after which a database that says nothing is given up (20; 30 for a file that another
--- process writes to); meanwhile the program stands still

---@class openprovider.EnsureOptions : openprovider.CallOptions
---@field allow_unknown? boolean lets unknown members through, in the create

---@class openprovider.CheckOptions
---@field mode? "create"|"update" `"create"` unless it is said
---@field tld? string such as "it": what documents say that it wants of a domain's owner is checked, too
---@field allow_unknown? boolean lets unknown members through

---@class openprovider.TldCheckOptions : openprovider.CallOptions
---@field allow_unknown? boolean lets unknown members through
---@field domain_name? string as for `customer_requirements`

---@class openprovider.RequirementsOptions : openprovider.CallOptions
---@field domain_name? string the domain without its extension, where that makes a difference

---@class openprovider.GetOptions : openprovider.CallOptions
---@field with_additional_data? boolean with `additional_data` and `extension_additional_data` (true)
---@field raw? boolean exactly what the API sent

---@class openprovider.DeleteOptions : openprovider.CallOptions
---@field only_if? fun(now: openprovider.Record): boolean? nil and false keep the customer, anything else deletes it

---@class openprovider.ListOptions : openprovider.CallOptions `timeout` is that of each page
---@field raw? boolean exactly what the API sent

---@class openprovider.WalkOptions : openprovider.ListOptions
---@field raise? boolean raises the iterator's error in place of `false, nil, err`

---@class openprovider.UpdateOptions : openprovider.SaveOptions
---@field allow_unknown? boolean lets unknown members through

---@class openprovider.DomainsOptions : openprovider.CallOptions `timeout` is that of each page
---@field raise? boolean the iterator raises its error

---@class openprovider.CloneOptions : openprovider.CallOptions
---@field allow_unknown? boolean lets unknown members through
---@field dry_run? boolean makes nothing: `details.customer` is what would be sent
---@field reference? string|boolean as for `create_customer`; unless it is said, one that is made of the old handle and
--- the copy's name, company and e-mail address; false for none
---@field settle? number seconds, instead of the client's option

---@class openprovider.ReplaceOptions : openprovider.CallOptions
---@field allow_fees? boolean makes trades that cost a fee
---@field auth_codes? table<string, string> domain -> code for its trade, where the API does not show it
---@field dry_run? boolean changes nothing: the report says what would be done, and what it costs
---@field journal? string|openprovider.Journal a path, or the URL of a database, of its own
---@field on_progress? fun(domain: openprovider.ReplacedDomain) called after each domain
---@field settle? number seconds, instead of the client's option

---@class openprovider.RenameOptions : openprovider.ReplaceOptions
---@field allow_unknown? boolean lets unknown members through
---@field delete_old? boolean deletes the old customer once nothing uses it
---@field reference? string|boolean as of `clone_customer`

---@class openprovider.SaveOptions : openprovider.CallOptions
---@field confirm? boolean about a new e-mail address that owners of domains have to confirm: false writes nothing, and
--- the error of kind `conflict` has the `consequences`; true writes it even if the domains cannot be read
---@field dry_run? boolean writes nothing: `details.differences` shows what would be changed

---@class openprovider.ConcurrentlyOptions
---@field deadline? number seconds after which what is in flight is cancelled, and nothing more started
---@field raise? boolean raises the iterator's own error in place of `false, nil, err`; those of items stay results

-- Filters and requests ------------------------------------------------------------------------

---@class openprovider.Sought what is known of a customer: one of these, or several
---@field email? string
---@field company_name? string
---@field first_name? string
---@field last_name? string
---@field reference? string the reference that it was created with

---@class openprovider.CustomerFilter in patterns `*` stands for anything
---@field email_pattern? string
---@field company_name_pattern? string
---@field first_name_pattern? string
---@field last_name_pattern? string
---@field comment_pattern? string
---@field handle_pattern? string
---@field pattern? string names, companies or handles
---@field type? "company"|"individual"
---@field with_additional_data? boolean
---@field columns? string[]
---@field reseller_id? integer
---@field limit? integer 100; 1000 at most
---@field offset? integer
---@field order? "ASC"|"DESC"
---@field order_by? string

---@class openprovider.VerificationStart
---@field email string
---@field handle? string
---@field language? string
---@field tag? string

---@class openprovider.VerificationRestart
---@field email string
---@field language? string
---@field tag? string

---@class openprovider.VerificationFilter and `response.type` and `response.to`
---@field email? string
---@field domain? string
---@field domain_id? integer
---@field handle? string
---@field status? string
---@field description? string
---@field is_suspended? boolean
---@field limit? integer
---@field offset? integer

-- Results -------------------------------------------------------------------------------------

---@class openprovider.ApiWarning
---@field code? integer
---@field desc? string
---@field data? any

---@class openprovider.Details what a call gives beside its result, also when it succeeds: look at the first result. As
--- a text: `openprovider.details (created, 1 attempt)`
---@field api_warnings openprovider.ApiWarning[] the API's own warnings
---@field maintenance boolean whether the API says that it is under maintenance
---@field attempts integer how often the call was sent: retries count, a login or a read before it does not

---@class openprovider.CreateDetails : openprovider.Details
---@field warnings openprovider.Problem[] those of the checker
---@field created boolean whether this call created the customer
---@field differences? openprovider.Difference[] what differs in a customer that was found

---@class openprovider.UpdateDetails : openprovider.Details
---@field warnings openprovider.Problem[] those of the checker, and what stays though it may seem to be gone (`kept`)
---@field updated boolean whether anything was written
---@field differences openprovider.Difference[] what is changed, or would be: `stored` is before, `given` after
---@field consequences? openprovider.Consequence[] of a new e-mail address, for domains that the handle owns

---@class openprovider.Consequence
---@field domain string such as "example.nl"
---@field verification "now"|"yearly" when the owner has to confirm the new address
---@field goes_offline boolean whether the domain goes off the net if the owner refuses, or does not answer

---@class openprovider.VerificationDetails : openprovider.Details
---@field in_progress boolean whether it went on already

---@class openprovider.Domain a domain that uses a handle: what the API says of it, such as
---@field full_name string such as "example.nl"
---@field roles ("owner"|"admin"|"tech"|"billing"|"reseller")[] those in which it uses the handle
---@field id integer
---@field domain table<string, string> its `name` and `extension`
---@field status? string such as "ACT"
---@field owner_handle? string
---@field admin_handle? string
---@field tech_handle? string
---@field billing_handle? string
---@field reseller_handle? string

---@class openprovider.CloneDetails : openprovider.CreateDetails
---@field customer? openprovider.Customer with `dry_run`: the copy

---@class openprovider.Fee
---@field amount number
---@field currency string such as "EUR"

---@class openprovider.ReplacedDomain
---@field id integer
---@field full_name string such as "example.nl"
---@field roles string[] those in which it used the old handle
---@field action "update"|"trade"|"wait" what it needs; "wait": something is under way at the registry
---@field fee? openprovider.Fee of a trade
---@field status "planned"|"replaced"|"requested"|"needs_fee"|"failed"|"unknown" "requested": under way at the registry.
--- "planned": a dry run, or the work ended before
---@field err? openprovider.Error

---@class openprovider.Replacement
---@field old string handle
---@field new? string handle; nil in the dry run of a new name
---@field domains openprovider.ReplacedDomain[]
---@field counts table<string, integer> status -> how many domains
---@field fees table<string, number> currency -> what all trades cost, those included that were not allowed
---@field is_complete boolean whether every domain has been replaced
---@field err? openprovider.Error what ended the work before its time, or kept the old customer from being deleted
---@field created? boolean of a new name: whether the copy was made now
---@field customer? openprovider.Customer of the dry run of a new name: the copy
---@field differences? openprovider.Difference[] of a new name: in what the copy differs that was there before
---@field warnings? openprovider.Problem[] of a new name: those of the checker
---@field deleted? boolean of a new name: whether the old customer was deleted

---@class openprovider.RequestDetails : openprovider.Details
---@field status integer of HTTP

---@class openprovider.Difference
---@field path string
---@field given any
---@field stored any

---@class openprovider.Page the rows are in `results`; a page itself is no array
---@field total? integer
---@field offset? integer
---@field limit? integer

---@class openprovider.CustomerPage : openprovider.Page
---@field results openprovider.Record[]

---@class openprovider.TagPage : openprovider.Page
---@field results openprovider.Tag[]

---@class openprovider.Verification
---@field domain? string
---@field email? string
---@field handle? string
---@field status? string
---@field description? string
---@field expiration_date? string
---@field is_suspended? boolean

---@class openprovider.VerificationPage : openprovider.Page
---@field results openprovider.Verification[]

---@class openprovider.WalkInfo one table, which changes
---@field seen integer customers that were given so far
---@field total? integer the API's count at the moment
---@field api_warnings? openprovider.ApiWarning[] what the API said with the page that the customer is on
---@field maintenance? boolean

---@class openprovider.RequirementOption
---@field value string
---@field description? string

---@class openprovider.Requirement what a TLD demands
---@field name string in snake_case
---@field type? string
---@field required boolean
---@field description? string
---@field options? openprovider.RequirementOption[]

---@class openprovider.Problem what the checker found
---@field path string of the member, such as `address.zipcode`
---@field code string such as `missing`
---@field severity "error"|"warning"
---@field message string
---@field api_code? integer what the API would have answered

---@class openprovider.FieldProblem : openprovider.Problem `code` may also be `refused`: by the API
---@field text string one sentence for an end user, in the language that was asked for

---@alias openprovider.ErrorKind
---| "invalid" what was given was refused before anything was sent
---| "auth" the credentials or the token were refused
---| "rejected" the API refused the call
---| "not_found" there is no such thing at the API
---| "conflict" the state at the API forbids it
---| "rate_limited" too many calls
---| "maintenance" the API is closed for the moment
---| "network" the connection failed, or a server or gateway on the way
---| "timeout" it took too long
---| "tls" the connection could not be made secure
---| "protocol" the answer makes no sense
---| "cancelled" the call was cancelled
---| "outcome_unknown" sent, and nobody knows what became of it
---| "config" the client is not set up right
---| "journal" the journal of an import could not be read or written

---@class openprovider.Error `tostring` gives one line
---@field by_field fun(self: openprovider.Error, language?: string): table<string, openprovider.FieldProblem[]> the
--- problems by their fields, with texts for end users in English, German, Dutch, French, Spanish or Italian
---@field kind openprovider.ErrorKind
---@field message string one line, for a person, without secrets
---@field outcome? "not_sent"|"rejected"|"unknown" what can have happened at the API
---@field retryable boolean whether the same call is safe to repeat and may succeed
---@field attempts? integer how often the call was sent: retries count, a login or a read before it does not
---@field code? integer the API's code
---@field desc? string the API's text
---@field data? any what else the API said
---@field status? integer the HTTP status, if there was an answer
---@field field? string the path of the field that the API's code is about
---@field hint? string what the check had warned of in that field
---@field problems? openprovider.Problem[] what the checker found, in the order of the customer's fields
---@field total? integer how many errors the checker found
---@field retry_after? number seconds that the server asks to wait
---@field operation? string what was asked for, such as `GET /customers/CV904716-NL`
---@field url? string where, without the query
---@field handle? string the customer that was asked for, has the reference, or is in the way
---@field reference? string of a create with a reference: the same call with it finds what this one may have made
---@field handles? string[] of `outcome_unknown`: all customers that have the reference; of `conflict`: those that were
--- found
---@field differences? openprovider.Difference[] of `conflict`: in what that customer differs
---@field consequences? openprovider.Consequence[] of an update that `confirm = false` stopped
---@field domains? openprovider.Domain[] of a `conflict` of `delete_customer`: some that use the handle, 100 at most
---@field cause? string of `outcome_unknown`: the kind of what went wrong
---@field summary? string of `outcome_unknown`: the message without the next step
