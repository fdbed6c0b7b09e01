package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// As long as a token of a person can be; more is not looked at.
const mostCharacters = 8000

// How far two clocks may be apart.
const clockTolerance = 5 * time.Second

var compact = regexp.MustCompile(`^[\w-]+\.[\w-]+\.[\w-]+$`)

// notBelieved is an error whose text is for the client, and has nothing of the token in it: 401.
type notBelieved string

func (n notBelieved) Error() string { return string(n) }

// trust is what is believed beforehand. Without an audience, tokens that name one are for somebody else.
type trust struct {
	keys     *peopleKeys
	issuer   string
	audience string
}

// believe returns the claims of a token, once all checks have passed: the only ones that anybody may act on.
// The error is a notBelieved, or errCannotDecide where the keys cannot be had.
func (t trust) believe(text string) (jwt.MapClaims, error) {
	if len(text) > mostCharacters || !compact.MatchString(text) {
		return nil, notBelieved("it is not a token")
	}
	options := []jwt.ParserOption{
		jwt.WithValidMethods(names(algorithms)),
		jwt.WithStrictDecoding(), // of several spellings of the same bytes, one
		jwt.WithExpirationRequired(),
		jwt.WithIssuer(t.issuer),
		jwt.WithLeeway(clockTolerance),
	}
	if t.audience != "" {
		options = append(options, jwt.WithAudience(t.audience))
	}
	claims := jwt.MapClaims{}
	if _, err := jwt.NewParser(options...).ParseWithClaims(text, claims, t.keyOf); err != nil {
		return nil, why(err)
	}
	if t.audience == "" && claims["aud"] != nil {
		return nil, notBelieved("it is for somebody else")
	}
	for _, part := range strings.Split(text, ".")[:2] {
		if err := checkMembers(part); err != nil {
			return nil, err
		}
	}
	return claims, nil
}

// keyOf finds the key that a token names. What golang-jwt takes no notice of, a critical extension, is refused here (RFC 7515 §4.1.11).
func (t trust) keyOf(token *jwt.Token) (any, error) {
	if _, isThere := token.Header["crit"]; isThere {
		return nil, notBelieved("it asks for something that nobody here knows")
	}
	kid, _ := token.Header["kid"].(string)
	key, isKnown, err := t.keys.keyFor(kid)
	if err != nil {
		return nil, err
	}
	if !isKnown {
		return nil, notBelieved("it is signed with a key that is not known")
	}
	if token.Method.Alg() != key.algorithm {
		return nil, notBelieved("its algorithm is not that of its key")
	}
	return key.key, nil
}

func why(err error) error {
	var said notBelieved
	switch {
	case errors.Is(err, errCannotDecide):
		return errCannotDecide
	case errors.As(err, &said):
		return said
	case errors.Is(err, jwt.ErrTokenMalformed):
		return notBelieved("it is not a token")
	case errors.Is(err, jwt.ErrTokenExpired):
		return notBelieved("it has expired")
	case errors.Is(err, jwt.ErrTokenNotValidYet):
		return notBelieved("it is not good yet")
	case errors.Is(err, jwt.ErrTokenInvalidIssuer):
		return notBelieved("it is from somebody else")
	case errors.Is(err, jwt.ErrTokenInvalidAudience):
		return notBelieved("it is for somebody else")
	case errors.Is(err, jwt.ErrTokenRequiredClaimMissing):
		return notBelieved("it lacks a claim that every token has")
	case errors.Is(err, jwt.ErrTokenSignatureInvalid):
		return notBelieved("its signature is wrong")
	}
	return notBelieved("it is not good")
}

// checkMembers refuses an object that says something twice, of which Go takes the last (RFC 8725 §3.2, RFC 7519 §4).
func checkMembers(part string) error {
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return notBelieved("it is not a token")
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if err := walk(decoder); err != nil {
		return err
	}
	return nil
}

func walk(decoder *json.Decoder) error {
	token, err := decoder.Token()
	if err != nil {
		return notBelieved("it is not a token")
	}
	open, isOpen := token.(json.Delim)
	if !isOpen {
		return nil
	}
	seen := map[string]bool{}
	for decoder.More() {
		if open == '{' {
			name, err := decoder.Token()
			if err != nil {
				return notBelieved("it is not a token")
			}
			if seen[fmt.Sprint(name)] {
				return notBelieved("it says something twice")
			}
			seen[fmt.Sprint(name)] = true
		}
		if err := walk(decoder); err != nil {
			return err
		}
	}
	_, err = decoder.Token() // what closes it
	return err
}

// hasValue: whether a claim of a person has a value: one part of the list that the directory joins with commas, and exactly that.
func hasValue(claims jwt.MapClaims, name, value string) bool {
	text, _ := claims[name].(string)
	for _, part := range strings.Split(text, ",") {
		if part == value {
			return true
		}
	}
	return false
}

func names(of map[string]string) []string {
	var all []string
	for name := range of {
		all = append(all, name)
	}
	return all
}
