using System.Security.Cryptography;

namespace Merlon.Workspaces;

/// <summary>A file that an assessment was judged from.</summary>
/// <param name="Role">What it was read as.</param>
/// <param name="Document">Its name in evidence: relative to the organisation's folder, with <c>/</c>.</param>
/// <param name="Sha256">SHA-256 of its bytes, 64 lower-case hexadecimal digits.</param>
/// <param name="Bytes">Its size.</param>
public sealed record InputFile(InputRole Role, string Document, string Sha256, long Bytes)
{
    /// <summary>The file of these bytes.</summary>
    public static InputFile Of(InputRole role, string document, ReadOnlySpan<byte> bytes)
        => new(role, document, Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);
}

/// <summary>What an input is read as.</summary>
public enum InputRole
{
    /// <summary>The organisation's own file.</summary>
    Organisation,

    /// <summary>A file of deployed Sigma rules.</summary>
    Rule,

    /// <summary>A file of Sigma rules that could be deployed.</summary>
    AvailableRule,

    /// <summary>A mapping of controls to techniques.</summary>
    Mapping,

    /// <summary>An inventory of telemetry.</summary>
    Telemetry,

    /// <summary>A bundle of the ATT&amp;CK release in use, or the facts that the binary carries.</summary>
    Release,

    /// <summary>The organisation's own knowledge over the release.</summary>
    OwnKnowledge,

    /// <summary>Any other file that an organisation names.</summary>
    Other,
}
