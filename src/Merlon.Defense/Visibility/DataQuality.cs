namespace Merlon.Visibility;

/// <summary>The five dimensions of DeTT&amp;CT's data quality.</summary>
public enum QualityDimension
{
    /// <summary>Share of the devices that send it.</summary>
    Device,

    /// <summary>Share of the needed fields that are filled.</summary>
    Field,

    /// <summary>How soon records arrive.</summary>
    Timeliness,

    /// <summary>Share of fields under their standard names, alike from record to record.</summary>
    Consistency,

    /// <summary>How long records are kept, of what is needed.</summary>
    Retention,
}

/// <summary>Where the level of a dimension comes from.</summary>
public enum QualityBasis
{
    /// <summary>Measured in the logs.</summary>
    Measured,

    /// <summary>Stated in <c>organisation.yaml</c>.</summary>
    Declared,

    /// <summary>Neither: somebody has to be asked.</summary>
    Asked,
}

/// <summary>One dimension of one log source.</summary>
/// <param name="Dimension">Which.</param>
/// <param name="Level">DeTT&amp;CT's scale 1..5; 0 where unknown.</param>
/// <param name="Share">0..1 behind the level, or null where unknown.</param>
/// <param name="Basis">Where it comes from.</param>
/// <param name="Says">The measure with its counts, or what to ask for.</param>
/// <param name="Place">Where a person finds it.</param>
public sealed record QualityLevel(QualityDimension Dimension, int Level, double? Share, QualityBasis Basis, string Says, string Place);

/// <summary>Data quality of one log source in one scope.</summary>
/// <param name="Levels">One for each dimension, in their order.</param>
public sealed record DataQuality(IReadOnlyList<QualityLevel> Levels)
{
    /// <summary>How much late, uneven or short-lived records take away at most, 0..1: they still show what happened, afterwards.</summary>
    public const double LossMax = 0.2;

    /// <summary>DeTT&amp;CT's score, 0..5: (2 × device + 2 × field + 2 × retention + timeliness + consistency) / 8, unknown ones as 0.</summary>
    public double Score => (2 * LevelOf(QualityDimension.Device) + 2 * LevelOf(QualityDimension.Field) + 2 * LevelOf(QualityDimension.Retention)
        + LevelOf(QualityDimension.Timeliness) + LevelOf(QualityDimension.Consistency)) / 8.0;

    /// <summary>
    /// What timeliness, consistency and retention leave of a statement's strength, 1 − <see cref="LossMax"/> .. 1: 1 − LossMax × (1 − mean),
    /// the mean over those that are known with DeTT&amp;CT's weights 1, 1 and 2; 1 where none is. Devices and fields are factors of their own.
    /// </summary>
    public double Factor
    {
        get
        {
            var (sum, weights) = (0.0, 0.0);
            foreach (var level in Levels)
            {
                var weight = level.Dimension switch { QualityDimension.Retention => 2, QualityDimension.Timeliness or QualityDimension.Consistency => 1, _ => 0 };
                if (level.Share is { } share && weight > 0)
                {
                    sum += weight * share;
                    weights += weight;
                }
            }

            return weights > 0 ? 1 - LossMax * (1 - sum / weights) : 1;
        }
    }

    /// <summary>A dimension.</summary>
    public QualityLevel Of(QualityDimension dimension) => Levels.First(l => l.Dimension == dimension);

    int LevelOf(QualityDimension dimension) => Of(dimension).Level;
}

/// <summary>DeTT&amp;CT's scales.</summary>
public static class QualityScale
{
    const double Half = 0.5;

    /// <summary>The level of a share of devices, fields or days: 0 % is 0, to 25 % 1, to 50 % 2, to 75 % 3, below 100 % 4, 100 % 5.</summary>
    public static int OfShare(double share) => share <= 0 ? 0 : share <= 0.25 ? 1 : share <= Half ? 2 : share <= 0.75 ? 3 : share < 1 ? 4 : 5;

    /// <summary>The level of a share of standardised fields: to 50 % 1, below 100 % 3, 100 % 5.</summary>
    public static int OfConsistency(double share) => share <= 0 ? 0 : share <= Half ? 1 : share < 1 ? 3 : 5;

    /// <summary>The share that a stated level stands for, 0..1: the middle of its class; null for 0, unknown.</summary>
    public static double? ShareOf(QualityDimension dimension, int level) => (dimension, level) switch
    {
        (_, <= 0) => null,
        (_, >= 5) => 1,
        (QualityDimension.Timeliness, _) => level / 5.0,
        (QualityDimension.Consistency, 1) => 0.255,
        (QualityDimension.Consistency, 2) => Half,
        (QualityDimension.Consistency, 3) => 0.755,
        (_, 1) => 0.13,
        (_, 2) => 0.38,
        (_, 3) => 0.63,
        _ => 0.875,
    };
}

/// <summary>Data quality as the organisation states it: DeTT&amp;CT's levels 1..5 by dimension; those not stated are missing.</summary>
/// <param name="Levels">Level by dimension.</param>
/// <param name="Place">Where it is written.</param>
public sealed record DeclaredQuality(IReadOnlyDictionary<QualityDimension, int> Levels, string Place)
{
    /// <summary>As <see cref="DataQuality"/>, every other dimension unknown.</summary>
    public DataQuality ToQuality() => new([.. Enum.GetValues<QualityDimension>().Select(d => Of(d) ?? new QualityLevel(d, 0, null, QualityBasis.Asked, "", ""))]);

    /// <summary>A stated dimension, or null.</summary>
    public QualityLevel? Of(QualityDimension dimension) => Levels.TryGetValue(dimension, out var level) && level > 0
        ? new QualityLevel(dimension, level, QualityScale.ShareOf(dimension, level), QualityBasis.Declared, $"stated as level {level}", Place)
        : null;
}
