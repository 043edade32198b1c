package redact

// A special is a rule whose matcher is a function of its own.
type special uint8

const (
	spNone special = iota
	spEmail
	spPEM
	spURL
	spPassword
	spSecret
	spToken
	spCookie
	spCardCode
	spPIN
	spOnce
	spBirth
	spJWK
	spCurl
	spPair
	spMarked
	spKnown
	spIBAN
	spMRZ
	spNINO
	spRUT
	spDNI
	spFinnish
	spHKID
	spPhone
	spIP
	spMAC
	spGeo
	spDetector
	numSpecials
)

var specials = [numSpecials]struct {
	id     string
	kind   kind
	tier   Tier
	region string
	source string
}{
	spEmail:    {"email", email, Strong, "", "RFC 5321, RFC 6531"},
	spPEM:      {"private-key", privateKey, Strong, "", "RFC 7468, RFC 4716, RFC 9580"},
	spURL:      {"url-password", password, Strong, "", "RFC 3986, section 3.2.1"},
	spPassword: {"password-assignment", password, Labelled, "", "label"},
	spSecret:   {"secret-assignment", apiKey, Labelled, "", "label"},
	spToken:    {"token-assignment", apiKey, Labelled, "", "label"},
	spCookie:   {"cookie-header", apiKey, Labelled, "", "RFC 6265"},
	spCardCode: {"card-code", password, Labelled, "", "label; ISO/IEC 7813, PCI DSS 3.3.1"},
	spPIN:      {"pin", password, Labelled, "", "label; ISO 9564-1"},
	spOnce:     {"one-time-code", password, Labelled, "", "label; RFC 4226, RFC 6238"},
	spBirth:    {"birth", birth, Labelled, "", "label"},
	spJWK:      {"jwk", privateKey, Strong, "", "RFC 7517, RFC 7518"},
	spCurl:     {"command-password", password, Strong, "", "curl(1), sshpass(1), mysql(1), pgpass and others"},
	spPair:     {"aws-secret-key", apiKey, Labelled, "", "AWS IAM, beside an access key id"},
	spMarked:   {"marked-key", apiKey, Strong, "", "Azure identifiable secrets; New Relic license keys"},
	spKnown:    {"known-value", known, Strong, "", "Config.Known"},
	spIBAN:     {"iban", iban, Strong, "", "ISO 13616"},
	spMRZ:      {"mrz", passport, Strong, "", "ICAO Doc 9303"},
	spNINO:     {"uk-nino-groups", nationalID, Strong, "UK", "HMRC NIM39110"},
	spRUT:      {"cl-rut", nationalID, Strong, "CL", "Registro Civil"},
	spDNI:      {"es-dni-dashed", nationalID, Strong, "ES", "Real Decreto 1553/2005"},
	spFinnish:  {"fi-henkilotunnus", nationalID, Strong, "FI", "DVV"},
	spHKID:     {"hk-id", nationalID, Strong, "HK", "Immigration Department"},
	spPhone:    {"phone-e164", phone, Optional, "", "ITU-T E.164"},
	spIP:       {"ip-address", ip, Optional, "", "RFC 791, RFC 4291"},
	spMAC:      {"mac-address", mac, Optional, "", "IEEE 802"},
	spGeo:      {"coordinates", geo, Optional, "", "RFC 5870, RFC 7946, OGC 06-103r4"},
	spDetector: {"detector", known, Strong, "", "Config.Detectors"},
}

// keywords are the ends of the names of secrets; see named. The pair of bytes
// that calls for one is chosen as for any literal.
var keywords = [...]string{"password", "passwd", "pwd", "passphrase", "passcode", "dbpass", "userpass", "pgpass", "_pass", "secret", "key", "credential",
	"credentials", "token", "creds", "contribsys__com", "authorization", "jwt", "signature", "sig", "cookie", "cookies", "pass", "pw", "psk", "key_base", "identified by", "securestring", "secretstring", "authentication_string",
	"passwort", "kennwort", "senha", "mot de passe", "ontraseña", "ароль", "密码", "密碼", "パスワード", "비밀번호", "ωδικός"}
