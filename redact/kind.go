package redact

// Kind names a sort of value. It is the first part of a placeholder and the
// Kind of a guard.Finding: capitals and underscores.
type Kind string

// The kinds of the built-in rules. What each needs to be found stands in the
// table of [Rules].
const (
	// APIKey is a credential that a machine made: a vendor's token, a JSON
	// Web Token, what an Authorization header or a cookie carries, what is
	// assigned to a name like token or api_key.
	APIKey Kind = "API_KEY"
	// Password is what is assigned to a name like password, or stands
	// before the @ of a URL. So are the security code of a card (cvv), a
	// PIN of four digits, and a code that counts once (otp, verification
	// code), as numbers and as strings, below or behind such a name.
	Password Kind = "PASSWORD"
	// PrivateKey is a PEM block (RFC 7468), an OpenSSH, SSH2 or OpenPGP
	// (RFC 9580) one, also with its beginning or its end cut off, an age
	// identity, or the secret member of a JSON Web Key (RFC 7517).
	PrivateKey Kind = "PRIVATE_KEY"
	// Known is one of the values that Config.Known names.
	Known Kind = "KNOWN"
	// Email is an address with a dotted domain (RFC 5321, section 4.1.2,
	// without quoted local parts and address literals; RFC 6531 letters).
	// The user of a URL or of a git remote is none, nor is the identifier of
	// a message or of an event.
	Email Kind = "EMAIL"
	// Card is a payment card number: a brand's first digits (ISO/IEC 7812)
	// and length, and the Luhn check digit. One in ten other numbers with
	// such first digits passes the check and is taken for a card.
	Card Kind = "CARD"
	// IBAN is an account number of ISO 13616: a country's length, mod 97.
	IBAN Kind = "IBAN"
	// SSN is a US social security number that can have been issued, or an
	// individual taxpayer number.
	SSN Kind = "SSN"
	// NationalID is an identity, social security or tax number of a person.
	NationalID Kind = "NATIONAL_ID"
	// TaxID is a tax number of a company.
	TaxID Kind = "TAX_ID"
	// HealthID is a number of a patient, a prescriber or an insured person.
	HealthID Kind = "HEALTH_ID"
	// Account is a bank's number: a routing number, a BIC, an account. The
	// ID of an account, and the number of one of AWS beside the name of a
	// resource that it owns, are none.
	Account Kind = "ACCOUNT"
	// Passport is the number of a passport or its machine-readable zone.
	Passport Kind = "PASSPORT"
	// License is the number of a driver's licence.
	License Kind = "LICENSE"
	// Device is a vehicle's VIN or a telephone's IMEI.
	Device Kind = "DEVICE"
	// Birth is a date of birth, in digits or with the name of a month.
	Birth Kind = "BIRTH"
	// Phone, IP, MAC, Date and Geo are off but in [Strict]: agents need
	// them to work, and most of them identify nobody. A Geo is a place by
	// its coordinates, with three decimals or minutes at least.
	Phone Kind = "PHONE"
	IP    Kind = "IP"
	MAC   Kind = "MAC"
	Date  Kind = "DATE"
	Geo   Kind = "GEO"
)

// kind is a Kind's index in a filter's kinds; these are the built-in ones.
type kind uint8

const (
	apiKey kind = iota
	password
	privateKey
	known
	email
	card
	iban
	ssn
	nationalID
	taxID
	healthID
	account
	passport
	license
	device
	birth
	phone
	ip
	mac
	date
	geo
	numKinds
)

var kindNames = [numKinds]Kind{APIKey, Password, PrivateKey, Known, Email, Card, IBAN, SSN, NationalID, TaxID, HealthID, Account, Passport,
	License, Device, Birth, Phone, IP, MAC, Date, Geo}

// maxKinds bounds the kinds of a filter, the operator's own included.
const maxKinds = 64

// secret reports whether a built-in kind opens something. Secrets are never
// made reversible.
func (k kind) secret() bool { return k <= known }

// validKind reports whether name can stand in a placeholder.
func validKind(name Kind) bool {
	if len(name) < 2 || len(name) > maxKindName {
		return false
	}
	for i := range len(name) {
		if c := name[i]; (c < 'A' || c > 'Z') && (c != '_' || i == 0 || i == len(name)-1) {
			return false
		}
	}
	return true
}
