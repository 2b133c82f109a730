using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Merlon.Workspaces;

/// <summary>Secrets that this product makes: 256 random bits. What is kept of one is its hash; having as many bits as the hash, a secret needs no salt and no slow hashing.</summary>
public static class TeamSecret
{
    /// <summary>Random bytes of a secret.</summary>
    const int Bytes = 32;

    /// <summary>Random bytes of a key that is no secret.</summary>
    const int KeyBytes = 12;

    /// <summary>A new secret: 43 characters that need no escaping in addresses and cookies.</summary>
    public static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>A new key for a row: 24 hexadecimal digits that nobody can guess.</summary>
    public static string MakeKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>What is kept of a secret.</summary>
    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
