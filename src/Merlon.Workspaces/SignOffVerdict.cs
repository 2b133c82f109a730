using Merlon.Trend;

namespace Merlon.Workspaces;

/// <summary>What became of a signed assessment since.</summary>
public sealed record SignOffVerdict
{
    /// <summary>The record that was looked at.</summary>
    public required SignOffRecord Record { get; init; }

    /// <summary>What is wrong with the record itself or with the chain that it stands in, in sentences; empty when they are whole.</summary>
    public required IReadOnlyList<string> Tampering { get; init; }

    /// <summary>What its signature says.</summary>
    public required SignatureState Signature { get; init; }

    /// <summary>Files that were added, removed or changed; empty when none was, and when the organisation was not looked at.</summary>
    public required IReadOnlyList<InputChange> Inputs { get; init; }

    /// <summary>Whether the assessment gives the same bytes again; null when it was not made again.</summary>
    public bool? IsOutputSame { get; init; }

    /// <summary>Version of the Merlon that looks, where the record is another one's; else null.</summary>
    public string? OtherMerlon { get; init; }

    /// <summary>Numbers of the model that are others now.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>What the changes moved, and why; null when nothing can be compared.</summary>
    public CoverageMove? Move { get; init; }

    /// <summary>True when record, signature, inputs and outputs are as they were.</summary>
    public bool IsIntact => Tampering.Count == 0 && Signature is SignatureState.None or SignatureState.Valid or SignatureState.ValidByOwnKey
        && Inputs.Count == 0 && IsOutputSame != false;
}

/// <summary>What a signature says.</summary>
public enum SignatureState
{
    /// <summary>The record was signed off without a key.</summary>
    None,

    /// <summary>It is of this record, by the key that was given.</summary>
    Valid,

    /// <summary>It is of this record, by the key that the record itself names: whose key that is nobody checked.</summary>
    ValidByOwnKey,

    /// <summary>It is not of this record, or by another key than the one given.</summary>
    Invalid,

    /// <summary>A key was given, and the record has no signature.</summary>
    Missing,
}

/// <summary>An input that is not as it was.</summary>
/// <param name="Kind">Added, removed or changed.</param>
/// <param name="Role">What it is read as.</param>
/// <param name="Document">Its name in evidence.</param>
/// <param name="Line">The first line that differs, 1 and up, where both texts are known; else 0.</param>
public sealed record InputChange(InputChangeKind Kind, InputRole Role, string Document, int Line);

/// <summary>How an input changed.</summary>
public enum InputChangeKind
{
    /// <summary>It was not there.</summary>
    Added,

    /// <summary>It is not there any more.</summary>
    Removed,

    /// <summary>It has other bytes.</summary>
    Changed,
}
