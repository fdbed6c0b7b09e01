package main

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
)

// publicKey is one key, and the one algorithm that it is for.
type publicKey struct {
	algorithm string
	key       any
}

// jwk is a public key as a key set has it (RFC 7517 §4, RFC 7518 §6, RFC 8037 §2).
type jwk struct {
	Kid string `json:"kid"`
	Alg string `json:"alg"`
	Use string `json:"use"`
	Kty string `json:"kty"`
	Crv string `json:"crv"`
	X   string `json:"x"`
	Y   string `json:"y"`
	N   string `json:"n"`
	E   string `json:"e"`
}

// algorithms are what tokens may be signed with, each with the one kind of key that it goes with (RFC 7518 §3.1, RFC 8037 §3.1).
var algorithms = map[string]string{
	"ES256": "EC P-256",
	"ES384": "EC P-384",
	"ES512": "EC P-521",
	"EdDSA": "OKP Ed25519",
	"PS256": "RSA ",
	"PS384": "RSA ",
	"PS512": "RSA ",
}

const fewestRsaBits = 2048

// readKeys leaves out keys that are not for us. It fails where none is left.
func readKeys(list []jwk) (map[string]publicKey, error) {
	keys := map[string]publicKey{}
	for _, each := range list {
		kind, isKnown := algorithms[each.Alg]
		if each.Kid == "" || (each.Use != "" && each.Use != "sig") || !isKnown || kind != each.Kty+" "+each.Crv {
			continue
		}
		if _, isTaken := keys[each.Kid]; isTaken {
			return nil, errors.New("two keys have one id")
		}
		key, err := each.read()
		if err != nil {
			return nil, err
		}
		keys[each.Kid] = publicKey{each.Alg, key}
	}
	if len(keys) == 0 {
		return nil, errors.New("there is no key that tokens may be signed with")
	}
	return keys, nil
}

func (k jwk) read() (any, error) {
	switch k.Kty {
	case "EC":
		return k.readEc()
	case "OKP":
		x, err := base64.RawURLEncoding.DecodeString(k.X)
		if err != nil || len(x) != ed25519.PublicKeySize {
			return nil, errors.New("an Ed25519 key cannot be read")
		}
		return ed25519.PublicKey(x), nil
	case "RSA":
		n, e, err := k.numbers(k.N, k.E)
		if err != nil || n.BitLen() < fewestRsaBits || !e.IsInt64() || e.Int64() < 3 || e.Int64() > 1<<31-1 {
			return nil, errors.New("an RSA key cannot be read, or is too short")
		}
		return &rsa.PublicKey{N: n, E: int(e.Int64())}, nil
	}
	return nil, fmt.Errorf("a key is of a kind that nobody here knows")
}

func (k jwk) readEc() (any, error) {
	curve := map[string]elliptic.Curve{"P-256": elliptic.P256(), "P-384": elliptic.P384(), "P-521": elliptic.P521()}[k.Crv]
	x, y, err := k.numbers(k.X, k.Y)
	if err != nil || !curve.IsOnCurve(x, y) {
		return nil, errors.New("an EC key cannot be read")
	}
	return &ecdsa.PublicKey{Curve: curve, X: x, Y: y}, nil
}

func (k jwk) numbers(one, other string) (*big.Int, *big.Int, error) {
	a, err := base64.RawURLEncoding.DecodeString(one)
	if err != nil {
		return nil, nil, err
	}
	b, err := base64.RawURLEncoding.DecodeString(other)
	return new(big.Int).SetBytes(a), new(big.Int).SetBytes(b), err
}
