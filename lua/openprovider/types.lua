---@meta

-- The types of the module's functions, for editors (LuaCATS). Nothing requires this file.

-- A customer ----------------------------------------------------------------------------------

---@class openprovider.Null `openprovider.null`: clears a member in an update

---@class openprovider.Name what `openprovider.name` makes
---@field first_name? string required: the first name
---@field last_name? string required: the last name
---@field initials? string such as `"J.D."`
---@field prefix? string an infix, such as `"van"` or `"van de"`
---@field full_name? string the whole name; the API makes it from the other parts

---@class openprovider.Street what `openprovider.street` makes
---@field street? string|openprovider.Null required in an address: the street without the house number
---@field number? string|number required in an address: the house number
---@field suffix? string|openprovider.Null the suffix of the house number, such as `"A"` or `"bis"`

---@class openprovider.Address : openprovider.Street what `openprovider.address` makes
---@field zipcode? string|integer required: the postal code
---@field city? string required: the city
---@field state? string|openprovider.Null state or province
---@field country? string required: ISO 3166-1 alpha-2, such as `"NL"`

---@class openprovider.Phone what `openprovider.phone` and `openprovider.fax` make
---@field country_code? string|integer required: with a plus sign, such as `"+31"`
---@field area_code? string|integer required: without the zero that is dialled inside the country, such as `"10"`
---@field subscriber_number? string|integer required: such as `"1234567"`

---@class openprovider.PhoneOptions options of `phone`, `fax` and `street`
---@field country? string the country where the text was written: ISO 3166-1 alpha-2, such as `"DE"`

---@class openprovider.Tag what `openprovider.tag` makes
---@field key? string `"customer"`, the only key that there is
---@field value? string required: such as `"VIP"`

---@class openprovider.AttachedFile a link to a document
---@field description? string what the file is
---@field doc_type? string the kind of document, such as `"passport"`
---@field path? string a link to the file

---@class openprovider.AdditionalData what registries may ask for; other members pass through
---@field attached_files? openprovider.AttachedFile[] links to documents
---@field birth_address? string address of the place of birth
---@field birth_city? string city of birth
---@field birth_country? string country of birth: ISO 3166-1 alpha-2
---@field birth_date? string date of birth: `YYYY-MM-DD`
---@field birth_state? string state or province of birth
---@field birth_zipcode? string postal code of the place of birth
---@field company_registration_city? string city of registration
---@field company_registration_number? string registration number
---@field company_registration_subscription_date? string date of registration: `YYYY-MM-DD`
---@field company_url? string web site
---@field headquarters_address? string address of the headquarters
---@field headquarters_city? string city of the headquarters
---@field headquarters_country? string country of the headquarters: ISO 3166-1 alpha-2
---@field headquarters_state? string state or province of the headquarters
---@field headquarters_zipcode? string postal code of the headquarters
---@field passport_number? string number of the passport
---@field social_security_number? string social security number
---@field trading_name? string trading name

---@class openprovider.Extension what `openprovider.extension` makes: the extra fields of one TLD
---@field name? string required: the TLD without its leading dot, such as `"eu"`
---@field data? table<string, any> required: the fields, which differ by TLD

---@class openprovider.Customer a customer, or changes of one; in changes nothing is required
---@field company_name? string makes the customer a company
---@field name? openprovider.Name required: the person
---@field address? openprovider.Address|openprovider.Street required: where the customer is
---@field phone? openprovider.Phone|string required: the telephone number; a text is read as by `openprovider.phone`
---@field fax? openprovider.Phone|string|openprovider.Null the fax number
---@field email? string required: the e-mail address
---@field vat? string|openprovider.Null VAT number
---@field locale? string|openprovider.Null ICU form, such as `"nl_NL"`
---@field comments? string|openprovider.Null a note of your own
---@field tags? openprovider.Tag[]|openprovider.Null marks of your own
---@field additional_data? openprovider.AdditionalData|openprovider.Null what registries may ask for
---@field extension_additional_data? openprovider.Extension[]|openprovider.Null extra fields of single TLDs

---@class openprovider.Record : openprovider.Customer a customer as the API has it
---@field id? integer the API's number of the customer
---@field handle string such as "JD000001-NL"
---@field reference? string the reference that it was created with
---@field version? string what the record showed when it was read, for `save_customer`
---@field reseller_id? integer your number at the registrar
---@field is_deleted? boolean whether it was deleted
---@field deleted_at? string when it was deleted; nil if it was not
---@field comments_last_changed_at? string when the comments were changed
---@field email_verification_status? string state of the verification of the e-mail address

-- A client ------------------------------------------------------------------------------------

---@class openprovider.Client its methods are written out in client.lua

-- The options of a client ---------------------------------------------------------------------

---@alias openprovider.TokenFunction fun(refused: string?): string?, number|string|nil gives a token and the time of its
--- end (seconds since the epoch; nil if it is not known), or nil and a message. `refused` is the token that the API has
--- refused

---@class openprovider.Options options of a client
---@field username? string user name at the registrar. The user needs API access, and no two-factor authentication
---@field password? string that user's password
---@field ip? string IP address that is sent with a login; for the API `0.0.0.0` means any address
---@field token? string|openprovider.TokenFunction a token to use instead of logging in, or a function that gives one
---@field environment? "production"|"sandbox" `sandbox` is the registrar's own test system
---@field base_url? string address of the API with its version, such as `https://api.openprovider.eu/v1beta`. By default
--- it follows from `environment` and `api_version`
---@field api_version? string version of the API: the last part of the address
---@field timeout? number seconds that a call may take in all, with its retries; a day at most. Waiting for a turn in
--- `create_customers` and for another call's login does not count
---@field connect_timeout? number seconds that connecting may take
---@field retries? number how often a request is sent again, if that is safe
---@field settle? number seconds until a create or an update is visible in lists and reads
---@field ca_file? string file of certificate authorities to trust instead of the system's, in PEM form. Verification
--- cannot be switched off
---@field user_agent? string the User-Agent header. The API is known to have refused one
---@field proxy? string address of a proxy, such as `http://proxy:3128`; `""` for none. By default that of the
--- environment. Loopback is never reached through a proxy
---@field worker_threads? integer inside nginx: the most calls in flight in a worker process
---@field transport? openprovider.Transport|openprovider.TransportMaker how requests are sent. By default with libcurl,
--- inside nginx in nginx's threads
---@field token_store? openprovider.TokenStore where tokens are kept. By default in memory, inside nginx in its shared
--- dictionary
---@field on_event? fun(event: openprovider.Event) called with each event. It must not wait
---@field event_content? "query"|"body" what events also show of requests: the query, or query and body
---@field http2? boolean HTTP/2 if the server has it. If such a connection ends, more calls may be `outcome_unknown`
---@field allow_insecure_http? boolean allows to send credentials in clear text to any `http://` address, and through
--- `proxy`

---@alias openprovider.Event
---| openprovider.RequestEvent
---| openprovider.ResponseEvent
---| openprovider.FailureEvent
---| openprovider.RetryEvent
---| openprovider.WaitEvent
---| openprovider.MarkEvent
---| openprovider.StoreEvent

---@class openprovider.LogOptions options of `log`
---@field format? "text"|"json" lines for people (default), or one JSON object on each line
---@field level? "debug"|"info"|"warn" `info` (default): ends of requests, retries and waits; `debug`: all events;
--- `warn`: only what went wrong

---@class openprovider.AnyEvent what each event has
---@field name "request"|"response"|"failure"|"retry"|"wait"|"login"|"lookup"|"token_store" what happened
---@field time number seconds since the epoch
---@field account string the user name, or `token` if the client was given a token

---@class openprovider.CallEvent : openprovider.AnyEvent what each event about a request has
---@field id? integer number of the request in this process; nil in a `retry` of a request that was not sent
---@field operation string method and path, such as `GET /customers/JD000001-NL`
---@field method string HTTP method
---@field path string path below the base address, without the query
---@field url string the address, without the query
---@field attempt integer how often the call was sent so far

---@class openprovider.RequestEvent : openprovider.CallEvent `request`: a request is sent
---@field waited number seconds that it waited for its turn or for another call's login
---@field query? string the query, without secrets; only with `event_content`
---@field body? string what is sent, without secrets; only with `event_content = "body"`, and never of a login

---@class openprovider.EndEvent : openprovider.CallEvent the end of a request
---@field duration number seconds since its start
---@field outcome "done"|"not_sent"|"rejected"|"unknown" what happened at the API, as far as it is known
---@field kind? openprovider.ErrorKind what is wrong with the answer, or why there is none
---@field code? integer the API's code
---@field message? string the error's message

---@class openprovider.ResponseEvent : openprovider.EndEvent `response`: an answer came
---@field status integer HTTP status
---@field body? string the answer, without secrets; only with `event_content = "body"`, and never of a login

---@class openprovider.FailureEvent : openprovider.EndEvent `failure`: there is no readable answer

---@class openprovider.RetryEvent : openprovider.CallEvent `retry`: the request with this `id` is sent again
---@field wait number seconds until then, including the wait for its turn at the present rate
---@field kind openprovider.ErrorKind why it is sent again
---@field code? integer the API's code
---@field message string the error's message

---@class openprovider.WaitEvent : openprovider.AnyEvent `wait`: a call waits for others
---@field reason "turn"|"login"|"reference"|"update"|"outcome" what it waits for
---@field wait? number for a turn: seconds at the present rate; for an outcome: the most seconds

---@class openprovider.MarkEvent : openprovider.AnyEvent `login` or `lookup`: what the next requests are for
---@field path string the path of these requests

---@class openprovider.StoreEvent : openprovider.AnyEvent `token_store`: the token store fails; sent once
---@field message string why

---@class openprovider.TokenEntry what a store keeps
---@field token string the token
---@field expires_at number when it ends: seconds since the epoch

---@alias openprovider.Lock fun(key: string, fn: function, sleep: fun(seconds: number), patience: number,
---  seconds: number): boolean?, string?

---@class openprovider.TokenStore a place for tokens; `lock`, `incr` and `hold` are for several processes: see
--- [options](../options.md#a-store-of-your-own)
---@field get fun(key: string): openprovider.TokenEntry?, string? gives the entry of a key; nil and a message fail the
--- call
---@field set fun(key: string, entry: openprovider.TokenEntry): true?, string? keeps an entry
---@field delete fun(key: string): true?, string? forgets an entry
---@field lock? openprovider.Lock runs a function, in one process at a time
---@field incr? fun(key: string, window: number, by: integer): integer|false|nil, number|string|nil counts for the whole
--- machine
---@field most? fun(window: number): integer|false|nil, number|string|nil gives the highest count of that window, for
--- `openprovider status`
---@field hold? fun(key: string, seconds: number): openprovider.Hold|false|nil, string? reserves a key

---@class openprovider.Hold a reserved key of a store
---@field note? string what the last holder left
---@field age? number seconds since then
---@field problem? string why the key is not really reserved
---@field write fun(self: openprovider.Hold, text: string?, seconds: number, held: number?): true?, string? keeps a note
--- for that time, and the key for `held` seconds at least, or as long as the note; removes the note for nil
---@field release fun(self: openprovider.Hold) gives the key back

---@class openprovider.Request what a transport sends
---@field method string HTTP method
---@field url string complete address
---@field headers table<string, string> names and values
---@field body? string bytes that are sent
---@field timeout number seconds that it may take
---@field connect_timeout number seconds that connecting may take
---@field max_body integer largest body of an answer, in bytes
---@field repeatable boolean whether the request may be sent twice

---@class openprovider.Response an answer
---@field status integer HTTP status
---@field headers table<string, string> names in lower case
---@field body string bytes of the body
---@field retry_after? number seconds until the date in its Retry-After; the client reads the header only if it is a
--- number
---@field connection? any the connection on which it came
---@field numbered? boolean whether each answer has the number of its request, as in HTTP/2

---@class openprovider.Failure why there is no answer
---@field kind "network"|"timeout"|"tls"|"protocol"|"cancelled"|"config" see [errors](errors.md#kinds)
---@field message string one line
---@field sent? boolean only false says that no byte of the request can have arrived

---@class openprovider.Transport how requests are sent; its functions may yield. See
--- [options](../options.md#a-transport-of-your-own)
---@field perform fun(request: openprovider.Request): openprovider.Response?, openprovider.Failure? sends a request once
---@field sleep fun(seconds: number): boolean? waits; gives false if no other call of the client could go on meanwhile
---@field now fun(): number gives the seconds since the epoch
---@field close? fun() closes all connections
---@field drop? fun(connection: any) closes the connection of an answer that makes no sense for its request
---@field obstacle? fun(): openprovider.Failure? says why nothing can be sent here and now
---@field apart? fun(fn: function, ...): boolean? calls a function that continues even if its caller is ended
---@field scope? fun(place: string): any gives what it reaches, if that is not the address of the client
---@field rows_of_page? integer customers on a page, when all customers are read (1000)
---@field longest_list? integer largest answer to a list, in bytes (16 MiB)
---@field pool? openprovider.Pool|false its pool of connections
---@field calls? table|false the way to wait for calls in flight: see `openprovider.concurrency.scheduler`

---@class openprovider.TransportMaker makes a transport for each client
---@field new fun(options: openprovider.Options): openprovider.Transport makes a transport from the client's options

---@class openprovider.RestyHttp a module with the interface of lua-resty-http
---@field new fun(): openprovider.RestyHttpClient?, string? makes a client

---@class openprovider.RestyHttpClient what `new` of such a module gives
---@field set_timeouts fun(self: openprovider.RestyHttpClient, connect: number, send: number, read: number) sets times
--- in milliseconds
---@field request_uri fun(self: openprovider.RestyHttpClient, uri: string, parameters: table): table?, string? sends a
--- request

---@class openprovider.Pool : userdata the pool of connections behind the default transport
---@field fd fun(self: openprovider.Pool): integer? gives a descriptor that is readable when there is something to do
---@field timeout fun(self: openprovider.Pool): number? gives the seconds after which to call `step` in any case
---@field step fun(self: openprovider.Pool): integer does a bounded amount of work; gives the number of finished calls
---@field submit fun(self: openprovider.Pool, request: openprovider.Request): integer starts a request; gives its number
---@field next fun(self: openprovider.Pool): integer?, openprovider.Response?, openprovider.Failure? gives the number
--- and the answer of a finished call
---@field cancel fun(self: openprovider.Pool, number: integer) ends a call
---@field in_flight fun(self: openprovider.Pool): integer gives the number of calls in flight

-- The options of calls ------------------------------------------------------------------------

---@class openprovider.CallOptions options of any call
---@field timeout? number seconds for this call with its retries; it cannot be more than the client's `timeout`

---@class openprovider.RequestOptions : openprovider.CallOptions options of `request`
---@field exact? boolean for data that will be sent back: `[]` is `openprovider.empty_array`, and a number that Lua
--- would write otherwise keeps its digits

---@class openprovider.OperationOptions : openprovider.RequestOptions options of `call`
---@field allow_unknown? boolean sends parameters that the contract does not have

---@class openprovider.CreateOptions : openprovider.CallOptions options of `create_customer`
---@field allow_unknown? boolean sends members that the check does not know
---@field reference? string|true your own key for the customer; true makes one of company, name and e-mail address. The
--- same call then gives the same handle: see [one handle](../one-handle.md)
---@field settle? number seconds, instead of the client's option

---@class openprovider.CreateManyOptions : openprovider.CallOptions `timeout` is that of each create
---@field concurrency? integer the most creates in flight (16)
---@field reference? true|fun(key: any, customer: openprovider.Customer): string|true|nil true makes one of each
--- customer
---@field expected? integer how many customers the source function will give; helps to look for references with fewer
--- calls
---@field stop_when? fun(progress: openprovider.Progress): boolean called before each create; once it returns true, no
--- more creates are started
---@field on_progress? fun(progress: openprovider.Progress) called after each customer
---@field journal? string|openprovider.Journal path or URL of a journal, or an open one
---@field allow_unknown? boolean as for `create_customer`
---@field settle? number as for `create_customer`
---@field raise? boolean raises an error of the whole list instead of giving `false, nil, err`; errors of single
--- customers stay results

---@class openprovider.Progress how far `create_customers` is
---@field created integer customers that were created
---@field found integer customers that were there before
---@field failed integer customers that failed
---@field in_flight integer creates in flight
---@field began number when it began, by the transport's clock
---@field total? integer with a journal: the rows of the source
---@field elsewhere? integer with a journal: rows that other processes have finished
---@field waiting? boolean with a journal: whether other processes work on all remaining rows

---@class openprovider.Journal what `require("openprovider.journal").open` gives
---@field id string the same for all processes that share it
---@field owner string the name of this process in it
---@field target string its path or URL, without a password

---@class openprovider.JournalOptions options of `open` of a journal
---@field must_exist? boolean a missing journal is an error
---@field owner? string a name for this process; without it, the host's name and a random number
---@field patience? number seconds to wait for a database that does not answer (20), or for a file that another process
--- writes to (30). The program is blocked meanwhile

---@class openprovider.EnsureOptions : openprovider.CallOptions options of `ensure_customer`
---@field allow_unknown? boolean sends members that the check does not know, if it creates

---@class openprovider.CheckOptions options of `check_customer`
---@field tld? string such as "it": also checks what this TLD requires of a domain's owner, according to documents
---@field mode? "create"|"update" what the customer is for: `"create"` is the default; in `"update"` nothing is required
---@field allow_unknown? boolean sends members that the check does not know

---@class openprovider.TldCheckOptions : openprovider.CallOptions options of `check_for_tld`
---@field allow_unknown? boolean sends members that the check does not know
---@field domain_name? string as for `customer_requirements`

---@class openprovider.RequirementsOptions : openprovider.CallOptions options of `customer_requirements`
---@field domain_name? string the domain without its TLD, if the answer depends on it

---@class openprovider.GetOptions : openprovider.CallOptions options of `get_customer`
---@field with_additional_data? boolean with `additional_data` and `extension_additional_data` (true)
---@field raw? boolean exactly what the API sent

---@class openprovider.DeleteOptions : openprovider.CallOptions options of `delete_customer`
---@field only_if? fun(now: openprovider.Record): boolean? if it returns nil or false, the customer is not deleted

---@class openprovider.ListOptions : openprovider.CallOptions `timeout` is that of each page
---@field raw? boolean exactly what the API sent

---@class openprovider.WalkOptions : openprovider.ListOptions options of `customers`
---@field raise? boolean the iterator raises its error instead of giving `false, nil, err`

---@class openprovider.UpdateOptions : openprovider.SaveOptions options of `update_customer`
---@field allow_unknown? boolean sends members that the check does not know
---@field confirm? boolean for a new e-mail address that owners of domains have to confirm. false: nothing is written,
--- and the error of kind `conflict` has the `consequences`. true: it is written even if the domains cannot be read

---@class openprovider.DomainsOptions : openprovider.CallOptions `timeout` is that of each page
---@field raise? boolean the iterator raises its error

---@class openprovider.CloneOptions : openprovider.CallOptions options of `clone_customer`
---@field allow_unknown? boolean sends members that the check does not know
---@field dry_run? boolean creates nothing: `details.customer` is what would be sent
---@field reference? string|boolean as for `create_customer`; without it, one that is made of the old handle and
--- the copy's name, company and e-mail address; false for none
---@field settle? number seconds, instead of the client's option

---@class openprovider.ReplaceOptions : openprovider.CallOptions options of `replace_handle`
---@field allow_fees? boolean makes trades that cost a fee
---@field auth_codes? table<string, string> domain -> code for its trade, if the API does not show the code
---@field concurrency? integer the most domains that are changed at a time (8)
---@field dry_run? boolean changes nothing: the report says what would be done, and what it costs
---@field journal? string|openprovider.Journal a path, or the URL of a database; not a journal of imports
---@field max_fee? number makes trades if all of them together cost no more, in the currency of the prices
---@field on_progress? fun(domain: openprovider.ReplacedDomain) called after each domain
---@field settle? number seconds, instead of the client's option

---@class openprovider.RenameOptions : openprovider.ReplaceOptions options of `rename_customer`
---@field allow_unknown? boolean sends members that the check does not know
---@field delete_old? boolean deletes the old customer once nothing uses it
---@field reference? string|boolean as for `clone_customer`

---@class openprovider.SaveOptions : openprovider.CallOptions options of `save_customer`
---@field dry_run? boolean writes nothing: `details.differences` shows what would be changed

---@class openprovider.ConcurrentlyOptions options of `concurrently`
---@field deadline? number seconds after which calls in flight are cancelled, and no more items are started
---@field raise? boolean raises the iterator's own error instead of giving `false, nil, err`; errors of items stay
--- results

-- Filters and requests ------------------------------------------------------------------------

---@class openprovider.Sought what to search for: one of these members, or several
---@field email? string e-mail address
---@field company_name? string name of the company
---@field first_name? string first name
---@field last_name? string last name, without a prefix such as van
---@field reference? string the reference that it was created with

---@class openprovider.CustomerFilter a filter for customers; in patterns `*` stands for anything
---@field email_pattern? string e-mail address
---@field company_name_pattern? string name of the company
---@field first_name_pattern? string first name
---@field last_name_pattern? string last name
---@field comment_pattern? string comments
---@field handle_pattern? string handle
---@field pattern? string names, companies or handles
---@field type? "company"|"individual" customers with a company, or without one
---@field with_additional_data? boolean with `additional_data` and `extension_additional_data`
---@field columns? string[] only these members, by the API's names such as `firstName`
---@field reseller_id? integer your own number; the API takes no other
---@field limit? integer rows at most: 100 by default, 1000 is the maximum
---@field offset? integer rows that are left out at the beginning
---@field order? "ASC"|"DESC" ascending or descending
---@field order_by? string member to order by, such as `first_name`

---@class openprovider.VerificationStart what `start_email_verification` takes
---@field email string e-mail address
---@field handle? string handle of the customer
---@field language? string language of the message, such as `en`
---@field tag? string tag of the message's template

---@class openprovider.VerificationRestart what `restart_email_verification` takes
---@field email string e-mail address
---@field language? string language of the message, such as `en`
---@field tag? string tag of the message's template

---@class openprovider.VerificationFilter a filter for verifications; it also takes `response.type` and `response.to`
---@field email? string e-mail address
---@field domain? string domain, such as `example.com`
---@field domain_id? integer number of the domain
---@field handle? string handle of the customer
---@field status? string how far it is, such as `verified`
---@field description? string description
---@field is_suspended? boolean whether the domain is suspended
---@field limit? integer rows at most
---@field offset? integer rows that are left out at the beginning

-- Results -------------------------------------------------------------------------------------

---@class openprovider.ApiWarning a warning of the API
---@field code? integer code of the API
---@field desc? string text of the API
---@field data? any what else the API says

---@class openprovider.Details the second result of a call that succeeds. Look at the first result to know whether it
--- succeeded. As a text: `openprovider.details (created, 1 attempt)`
---@field api_warnings openprovider.ApiWarning[] the API's own warnings
---@field maintenance boolean whether the API says that it is under maintenance
---@field attempts integer how often the call was sent; retries count, but not a login or a read before it

---@class openprovider.CreateDetails : openprovider.Details details of a create
---@field warnings openprovider.Problem[] those of the checker
---@field created boolean whether this call created the customer
---@field differences? openprovider.Difference[] what differs in a customer that was found. If only a list showed it,
--- members are missing here that the list leaves out

---@class openprovider.UpdateDetails : openprovider.Details details of an update
---@field warnings openprovider.Problem[] those of the checker, and values that were kept although you may have removed
--- them (code `kept`)
---@field updated boolean whether anything was written
---@field differences openprovider.Difference[] what was or would be changed: `stored` is the old value, `given` the new
--- one
---@field consequences? openprovider.Consequence[] what a new e-mail address means for domains that the handle owns

---@class openprovider.Consequence what a new e-mail address means for a domain
---@field domain string such as "example.nl"
---@field verification "now"|"yearly" when the owner has to confirm the new address
---@field goes_offline boolean whether the domain goes offline if the owner refuses, or does not answer

---@class openprovider.VerificationDetails : openprovider.Details details of `start_email_verification`
---@field in_progress boolean whether a verification was under way already

---@class openprovider.Domain a domain that uses a handle; it has all members that the API gives
---@field full_name string such as "example.nl"
---@field roles ("owner"|"admin"|"tech"|"billing"|"reseller")[] roles in which it uses the handle
---@field id integer the API's number of the domain
---@field domain table<string, string> its `name` and `extension`
---@field status? string such as "ACT"
---@field owner_handle? string handle of the owner
---@field admin_handle? string handle of the admin contact
---@field tech_handle? string handle of the tech contact
---@field billing_handle? string handle of the billing contact
---@field reseller_handle? string handle of the reseller contact

---@class openprovider.CloneDetails : openprovider.CreateDetails details of `clone_customer`
---@field customer? openprovider.Customer with `dry_run`: the copy

---@class openprovider.Fee what a trade costs
---@field amount number how much
---@field currency string such as "EUR"

---@class openprovider.ReplacedDomain a domain in a replacement
---@field id integer the API's number of the domain
---@field full_name string such as "example.nl"
---@field roles string[] roles in which it used the old handle
---@field action "update"|"trade"|"wait" what has to be done; "wait": something is under way at the registry
---@field fee? openprovider.Fee of a trade
---@field status "planned"|"replaced"|"gone"|"requested"|"needs_fee"|"failed"|"unknown" "gone": others gave it other
--- contacts meanwhile. "requested": under way at the registry. "planned": a dry run, or the work ended before it
---@field err? openprovider.Error why it failed

---@class openprovider.Replacement the report of a replacement
---@field old string handle
---@field new? string handle; nil in the dry run of a new name
---@field domains openprovider.ReplacedDomain[] each domain
---@field counts table<string, integer> status -> how many domains
---@field fees table<string, number> currency -> cost of all trades, including trades that were not allowed
---@field is_complete boolean whether no domain uses the old handle any more: all are "replaced" or "gone"
---@field err? openprovider.Error why the work ended too early, or why the old customer was not deleted
---@field created? boolean with a new name: whether this call made the copy
---@field customer? openprovider.Customer with a new name and `dry_run`: the copy
---@field differences? openprovider.Difference[] with a new name: differences of a copy that was there before
---@field warnings? openprovider.Problem[] with a new name: those of the checker
---@field deleted? boolean with a new name: whether the old customer was deleted
---@field was_done? boolean with a new name: an earlier call has done all of it, and the old customer is gone

---@class openprovider.RequestDetails : openprovider.Details details of `request` and `call`
---@field status integer HTTP status

---@class openprovider.Difference a member that differs
---@field path string path of the member, such as `address.city`
---@field given any the value that was passed; in an update the new value
---@field stored any the value that the API has; in an update the old value

---@class openprovider.Page a page of a list; the rows are in its `results`
---@field total? integer rows in all, as the API counts them
---@field offset? integer rows that are left out at the beginning
---@field limit? integer rows at most

---@class openprovider.CustomerPage : openprovider.Page a page of `list_customers`
---@field results openprovider.Record[] the rows

---@class openprovider.TagPage : openprovider.Page a page of `list_tags`
---@field results openprovider.Tag[] the rows

---@class openprovider.Verification a domain, and the state of its owner's verification
---@field domain? string domain, such as `example.com`
---@field email? string e-mail address
---@field handle? string handle of the customer
---@field status? string how far it is, such as `verified`
---@field description? string description
---@field expiration_date? string when the verification ends
---@field is_suspended? boolean whether the domain is suspended

---@class openprovider.VerificationPage : openprovider.Page a page of `email_verifications`
---@field results openprovider.Verification[] the rows

---@class openprovider.WalkInfo how far an iterator is. It is always the same table, which changes
---@field seen integer how many were given so far
---@field total? integer the API's count at the moment
---@field api_warnings? openprovider.ApiWarning[] the API's warnings about the present page
---@field maintenance? boolean whether the API says that it is under maintenance

---@class openprovider.RequirementOption a value that a TLD accepts
---@field value string the value
---@field description? string what it means

---@class openprovider.Requirement a field that a TLD demands
---@field name string in snake_case
---@field type? string type of the field, such as `text`
---@field required boolean whether it is required
---@field description? string what it is
---@field options? openprovider.RequirementOption[] the values that the TLD accepts

---@class openprovider.Problem what the checker found
---@field path string of the member, such as `address.zipcode`
---@field code openprovider.ProblemCode code of the API
---@field severity "error"|"warning" an error stops the call, a warning does not
---@field message string what is wrong; a sentence to show after the path
---@field api_code? integer the code that the API would have answered

---@class openprovider.FieldProblem : openprovider.Problem `code` may also be `refused`: by the API
---@field text string a sentence for an end user, in the given language

---@alias openprovider.ErrorKind
---| "invalid" The customer, a handle or a filter was refused before anything was sent. Correct what `problems` or
--- `field` names.
---| "config" An option is wrong, credentials are missing, or the client is closed. Correct the options.
---| "auth" The API refused the credentials, the token or this address, or asks for a second factor. See the message,
--- and correct the credentials or the account.
---| "rejected" The API refused the call. See `code`, `desc` and `field`.
---| "not_found" There is no such customer, tag, TLD or address at the API. Check the handle.
---| "conflict" The state at the API forbids the call: a domain uses the handle, another customer has the reference,
--- several customers were found, or a customer was changed after its record was read. See `handle`, `handles` and
--- `differences`.
---| "rate_limited" Too many calls. The API refused the call, or the client did, to keep the API from blocking the
--- account. Try again after `retry_after` seconds.
---| "maintenance" The API is closed for the moment. Try again later.
---| "network" The connection failed, or a server or gateway on the way failed. Try again if `retryable` is true.
---| "timeout" It took too long. Try again if `retryable` is true.
---| "tls" The connection could not be made secure. Check the certificates and the option `ca_file`.
---| "protocol" The answer makes no sense, or it is not the whole customer. Check `base_url`.
---| "cancelled" The call was cancelled, because its loop was left or its client was closed.
---| "outcome_unknown" The answer was lost or proves nothing, so the call may have been carried out. The message says
--- how to find out. Do not simply send it again.
---| "journal" The journal of an import could not be read or written. The message says why.

--- The kinds that any call of the API can give.
---@alias openprovider.CallErrorKind
---| "config"
---| "auth"
---| "rejected"
---| "not_found"
---| "conflict"
---| "rate_limited"
---| "maintenance"
---| "network"
---| "timeout"
---| "tls"
---| "protocol"
---| "cancelled"

---@alias openprovider.ProblemCode
---| "missing" a required member is not there
---| "empty" a required member is empty, has only blanks, or would be cleared
---| "type" a value of the wrong type
---| "unknown" a member that the object does not have
---| "format" a value that is malformed, or that is not one of the allowed values
---| "leading_zero" an area code with the zero that is dialled inside the country
---| "unassigned" a calling code that the ITU has not assigned
---| "zipcode" a postal code that does not have the form that the API checks for that country
---| "extension" a field or a value that no document has for that extension
---| "converted" a text that was converted to another value, such as a telephone number
---| "kept" a value that an update kept, although you may have removed it
---| "not_updatable" a member that the API cannot change
---| "precision" a number that may have lost digits: give a text
---| "encoding" a text that is not UTF-8
---| "control" NUL or another control character
---| "invisible" an invisible character
---| "spoilt" a damaged text: a program lost characters, encoded them twice, or wrote them as HTML
---| "leftover" a text that a spreadsheet or a database wrote in place of a value, such as `#REF!` or `NULL`
---| "twice" an extension that is given twice, with different data
---| "too_long" a text that is too long; as a warning, too long for registries
---| "too_many" a table with too many members
---| "too_deep" tables that are nested too deep
---| "cycle" a table inside itself
---| "holes" an array whose indices are not 1 to n
---| "refused" only of `by_field`: the API itself refused the field

---@class openprovider.Error an error; `tostring` gives one line
---@field by_field fun(self: openprovider.Error, language?: string): table<string, openprovider.FieldProblem[]> the
--- problems by their fields, with texts for end users in English, German, Dutch, French, Spanish or Italian
---@field kind openprovider.ErrorKind what went wrong
---@field message string one line, for a person, without secrets
---@field outcome? "not_sent"|"rejected"|"unknown" what can have happened at the API
---@field retryable boolean whether the same call is safe to repeat and may succeed
---@field attempts? integer how often the call was sent; retries count, but not a login or a read before it
---@field code? integer the API's code
---@field desc? string the API's text
---@field data? any what else the API said
---@field status? integer the HTTP status, if there was an answer
---@field field? string the path of the field that the API's code is about
---@field hint? string the warning that the check gave about that field
---@field problems? openprovider.Problem[] what the checker found, in the order of the customer's fields
---@field total? integer how many errors the checker found
---@field retry_after? number seconds that the server asks to wait
---@field operation? string method and path, such as `GET /customers/JD000001-NL`
---@field url? string the address, without the query
---@field handle? string the handle of the customer that the error is about
---@field reference? string the reference of a create: the same call with it finds the customer that this one may have
--- created
---@field handles? string[] of `outcome_unknown`: all customers that have the reference; of `conflict`: those that were
--- found
---@field differences? openprovider.Difference[] of `conflict`: how that customer differs
---@field consequences? openprovider.Consequence[] of an update that `confirm = false` stopped
---@field domains? openprovider.Domain[] of a `conflict` of `delete_customer`: domains that use the handle, 100 at most
---@field cause? string of `outcome_unknown`: the kind of the failure
---@field summary? string of `outcome_unknown`: the message without the next step
