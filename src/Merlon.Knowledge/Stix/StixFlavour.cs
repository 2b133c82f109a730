namespace Merlon.Stix;

/// <summary>The two versions of STIX that ATT&amp;CK is published in.</summary>
public enum StixFlavour
{
    /// <summary>STIX 2.0: the bundle says its version, malware and tools have labels, there is no collection object.</summary>
    Stix20,

    /// <summary>STIX 2.1: every object says its version, malware says whether it is a family, a collection object lists the contents.</summary>
    Stix21,
}

/// <summary>What to write of a release.</summary>
/// <param name="Domain">One of the release's domains: a bundle has one.</param>
/// <param name="Flavour">Version of STIX.</param>
public sealed record StixExport(string Domain, StixFlavour Flavour)
{
    /// <summary>Which objects to write, and with them the statements between them; null for every object of the domain.</summary>
    public Func<Attack.AttackObject, bool>? Keeps { get; init; }

    /// <summary>True to leave out what is revoked or deprecated, objects and statements.</summary>
    public bool IsLiveOnly { get; init; }

    /// <summary>True when the whole domain is written.</summary>
    internal bool IsWhole => Keeps is null && !IsLiveOnly;
}
