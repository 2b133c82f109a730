using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Merlon.Assessment;

/// <summary>Identity of evidence by content, defined here and nowhere else.</summary>
public static class EvidenceId
{
    const int HashBytesKept = 8;
    const char Separator = '\u001f'; // unit separator: occurs in no field, because readers take control characters out

    /// <summary>
    /// The id of a statement: SHA-256 over its fields, each ended by U+001F, in the order kind, axis, technique, id as written,
    /// scope, date (ISO 8601), strength (shortest round-trip form), outcome, source, statement, release; absent ones are empty.
    /// <see cref="Evidence.Id"/> and <see cref="Evidence.Place"/> do not enter.
    /// </summary>
    public static string Of(Evidence evidence)
    {
        var text = new StringBuilder(256);
        text.Append(evidence.Kind).Append(Separator)
            .Append(evidence.Axis).Append(Separator)
            .Append(evidence.Technique.ToString()).Append(Separator)
            .Append(evidence.TechniqueAsWritten).Append(Separator)
            .Append(evidence.Scope).Append(Separator)
            .Append(evidence.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Append(Separator)
            .Append(evidence.Strength.ToString("R", CultureInfo.InvariantCulture)).Append(Separator)
            .Append(evidence.Outcome?.ToString()).Append(Separator)
            .Append(evidence.Source).Append(Separator)
            .Append(evidence.Statement).Append(Separator)
            .Append(evidence.Release).Append(Separator);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
        return string.Concat("E-", Convert.ToHexStringLower(hash.AsSpan(0, HashBytesKept)));
    }
}
