using System.Security.Cryptography;
using System.Text;

namespace Merlon.Workspaces;

/// <summary>
/// Signs with a private key in PEM, and checks signatures. A key is held as long as it takes to sign and goes nowhere else. Elliptic curves
/// (P-256, P-384, P-521) and RSA of 2,048 bits and more; what it writes <c>openssl dgst -sha256 -verify</c> checks too.
/// </summary>
static class SignOffKey
{
    const string Ecdsa = "ECDSA-SHA256", Rsa = "RSA-SHA256";

    /// <summary>Fewest bits of an RSA key.</summary>
    public const int RsaBitsMin = 2_048;

    /// <summary>Signs a text.</summary>
    /// <exception cref="InvalidDataException">The key cannot be read, or is none that signs.</exception>
    public static SignOffSignature Sign(string text, string privatePem, string? passphrase)
    {
        var data = Encoding.UTF8.GetBytes(text);
        using var ecdsa = ECDsa.Create();
        if (TryImport(ecdsa, privatePem, passphrase))
        {
            return new SignOffSignature(
                Ecdsa, ecdsa.ExportSubjectPublicKeyInfoPem(),
                Convert.ToBase64String(ecdsa.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));
        }

        using var rsa = RSA.Create();
        if (!TryImport(rsa, privatePem, passphrase))
        {
            throw new InvalidDataException(privatePem.Contains("ENCRYPTED", StringComparison.Ordinal)
                ? "the key is encrypted and cannot be opened: give its passphrase with --passphrase-file, and see that it is the right one"
                : "the key file holds no private key that signs: give one of an elliptic curve or of RSA as PEM");
        }

        return rsa.KeySize >= RsaBitsMin
            ? new SignOffSignature(Rsa, rsa.ExportSubjectPublicKeyInfoPem(), Convert.ToBase64String(rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)))
            : throw new InvalidDataException($"the RSA key has {rsa.KeySize} bits, fewer than {RsaBitsMin}: take a longer one");
    }

    /// <summary>Whether a signature is of this text and by the key that is given, or by the one that the record itself names.</summary>
    public static bool IsValid(string text, SignOffSignature signature, string? publicPem)
    {
        var data = Encoding.UTF8.GetBytes(text);
        var value = new byte[signature.Value.Length];
        if (!Convert.TryFromBase64String(signature.Value, value, out var length))
        {
            return false;
        }

        var pem = publicPem ?? signature.PublicKey;
        try
        {
            if (string.Equals(signature.Algorithm, Ecdsa, StringComparison.Ordinal))
            {
                using var ecdsa = ECDsa.Create();
                ecdsa.ImportFromPem(pem);
                return ecdsa.VerifyData(data, value.AsSpan(0, length), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            }

            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return string.Equals(signature.Algorithm, Rsa, StringComparison.Ordinal) && rsa.KeySize >= RsaBitsMin
                && rsa.VerifyData(data, value.AsSpan(0, length), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    static bool TryImport(AsymmetricAlgorithm key, string pem, string? passphrase)
    {
        try
        {
            if (passphrase is null)
            {
                key.ImportFromPem(pem);
            }
            else
            {
                key.ImportFromEncryptedPem(pem, passphrase);
            }

            return key is ECDsa ecdsa ? ecdsa.ExportParameters(includePrivateParameters: true).D is not null
                : key is RSA rsa && rsa.ExportParameters(includePrivateParameters: true).D is not null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
