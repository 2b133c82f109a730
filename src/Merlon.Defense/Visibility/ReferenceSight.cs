namespace Merlon.Visibility;

/// <summary>Whether what an analytic asks for is in the logs.</summary>
public enum ReferenceVerdict
{
    /// <summary>No record of a log source of that name was found.</summary>
    NotSeen,

    /// <summary>The log source is there, but none of its records is what is asked for: it is not collected, or it did not happen.</summary>
    NotMet,

    /// <summary>The log source is there; whether its records are what is asked for cannot be told.</summary>
    CannotTell,

    /// <summary>Another log source carries its data component.</summary>
    MetByComponent,

    /// <summary>Records that are switched on together with it were found.</summary>
    MetByGroup,

    /// <summary>Records of it were found.</summary>
    Met,
}

/// <summary>What one log-source reference of an analytic finds in the logs of one scope.</summary>
public sealed record ReferenceSight
{
    /// <summary>What is asked for.</summary>
    public required ChannelNeed Need { get; init; }

    /// <summary>Data component of the reference; may be empty.</summary>
    public required string Component { get; init; }

    /// <summary>Platform of the analytic.</summary>
    public required string Platform { get; init; }

    /// <summary>Whether it is there.</summary>
    public required ReferenceVerdict Verdict { get; init; }

    /// <summary>Log source that meets it: a catalogue id or a Windows channel; empty where none does.</summary>
    public required string Source { get; init; }

    /// <summary>Records that meet it, in the scope.</summary>
    public required long Records { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Factor of the verdict, 0..1: <see cref="FactorOf"/>.</summary>
    public double VerdictFactor => FactorOf(Verdict);

    /// <summary>Devices that send the log source.</summary>
    public required DeviceSight Devices { get; init; }

    /// <summary>Needed fields of the records that meet it, or null where no table says which they need.</summary>
    public required FieldMeasure? Fields { get; init; }

    /// <summary>What timeliness, consistency and retention leave, 0..1.</summary>
    public required double QualityFactor { get; init; }

    /// <summary>0..1: verdict × share of devices × share of needed fields × quality.</summary>
    public double Value => VerdictFactor * Devices.Share * (Fields?.Share ?? 1) * QualityFactor;

    /// <summary>
    /// Met 1; by records that are switched on together .75, for a collector may still drop it; by the component, or where it cannot be
    /// told, half; else 0.
    /// </summary>
    public static double FactorOf(ReferenceVerdict verdict) => verdict switch
    {
        ReferenceVerdict.Met => 1,
        ReferenceVerdict.MetByGroup => 0.75,
        ReferenceVerdict.MetByComponent => Assessment.ClaimStrength.ByComponent,
        ReferenceVerdict.CannotTell => 0.5,
        _ => 0,
    };
}
