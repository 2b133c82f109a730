using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Merlon.Authoring;

/// <summary>UUIDs made of names (RFC 9562, version 5): the same name in the same namespace is the same UUID everywhere.</summary>
public static class NameUuid
{
    /// <summary>Namespace of Merlon's collections; a random number, drawn once.</summary>
    public static readonly Guid Collections = new("6c1d4d0e-7d7e-4a53-9a5e-0f2f1c8f2b61");

    /// <summary>The UUID of a name in a namespace.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 9562 says SHA-1; nothing is protected by it.")]
    public static Guid Of(Guid space, string name)
    {
        var text = Encoding.UTF8.GetBytes(name);
        var bytes = new byte[16 + text.Length];
        space.TryWriteBytes(bytes, bigEndian: true, out _);
        text.CopyTo(bytes, 16);
        var hash = SHA1.HashData(bytes).AsSpan(0, 16);
        hash[6] = (byte)(hash[6] & 0x0F | 0x50);
        hash[8] = (byte)(hash[8] & 0x3F | 0x80);
        return new Guid(hash, bigEndian: true);
    }

    /// <summary>The UUID of a STIX id such as <c>x-mitre-collection--…</c>.</summary>
    public static bool TryOfStixId(string stixId, out Guid uuid)
    {
        var at = stixId.IndexOf("--", StringComparison.Ordinal);
        uuid = default;
        return at > 0 && Guid.TryParseExact(stixId.AsSpan(at + 2), "D", out uuid);
    }
}
