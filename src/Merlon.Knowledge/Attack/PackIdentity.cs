using System.Diagnostics;

namespace Merlon.Attack;

/// <summary>A STIX id as a pack keeps it: nearly all are the type, two hyphens and a UUID, which takes 16 bytes.</summary>
static class PackIdentity
{
    /// <summary>RFC 9562: 128 bits.</summary>
    public const int UuidBytes = 16;

    const int UuidChars = 36;
    const string Separator = "--";

    /// <summary>The UUID of an id in text order; false where the id is not exactly what <see cref="StixId"/> would write.</summary>
    public static bool TryUuid(string stixId, PackKind kind, out byte[] uuid)
    {
        var start = TypeOf(kind).Length + Separator.Length;
        uuid = [];
        if (stixId.Length != start + UuidChars || !Guid.TryParseExact(stixId.AsSpan(start), "D", out var parsed))
        {
            return false;
        }

        uuid = parsed.ToByteArray(bigEndian: true);
        return string.Equals(StixId(kind, uuid), stixId, StringComparison.Ordinal);
    }

    /// <summary>The id of a UUID. By hand, because the library's vectorised way is compiled anew at each start.</summary>
    public static string StixId(PackKind kind, ReadOnlySpan<byte> uuid)
    {
        Span<char> text = stackalloc char[UuidChars];
        var at = 0;
        for (var i = 0; i < uuid.Length; i++)
        {
            if (i is 4 or 6 or 8 or 10)
            {
                text[at++] = '-';
            }

            text[at++] = Hex(uuid[i] >> 4);
            text[at++] = Hex(uuid[i] & 0xF);
        }

        return string.Concat(TypeOf(kind), Separator, text);
    }

    static char Hex(int digit) => (char)(digit < 10 ? '0' + digit : 'a' + digit - 10);

    /// <summary>STIX type of a kind; a number that is no kind is damage.</summary>
    public static string TypeOf(PackKind kind) => kind switch
    {
        PackKind.Technique => StixTypes.Technique,
        PackKind.Tactic => StixTypes.Tactic,
        PackKind.Matrix => StixTypes.Matrix,
        PackKind.Group => StixTypes.Group,
        PackKind.Campaign => StixTypes.Campaign,
        PackKind.Malware => StixTypes.Malware,
        PackKind.Tool => StixTypes.Tool,
        PackKind.Mitigation => StixTypes.Mitigation,
        PackKind.Asset => StixTypes.Asset,
        PackKind.DataSource => StixTypes.DataSource,
        PackKind.DataComponent => StixTypes.DataComponent,
        PackKind.DetectionStrategy => StixTypes.DetectionStrategy,
        PackKind.Analytic => StixTypes.Analytic,
        _ => throw new InvalidDataException($"the pack has an object of kind {(byte)kind}"),
    };

    /// <summary>Kind of an object.</summary>
    public static PackKind KindOf(AttackObject each) => each switch
    {
        Technique => PackKind.Technique,
        Tactic => PackKind.Tactic,
        Matrix => PackKind.Matrix,
        Group => PackKind.Group,
        Campaign => PackKind.Campaign,
        Software { IsTool: false } => PackKind.Malware,
        Software => PackKind.Tool,
        Mitigation => PackKind.Mitigation,
        Asset => PackKind.Asset,
        DataSource => PackKind.DataSource,
        DataComponent => PackKind.DataComponent,
        DetectionStrategy => PackKind.DetectionStrategy,
        Analytic => PackKind.Analytic,
        _ => throw new UnreachableException(each.GetType().Name),
    };
}
