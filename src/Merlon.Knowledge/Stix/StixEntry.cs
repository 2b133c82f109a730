using System.Diagnostics;
using System.Text;
using Merlon.Attack;

namespace Merlon.Stix;

/// <summary>One entry of a list of objects: the strings of it that Merlon reads, in the order of its <see cref="StixEntryShape"/>.</summary>
readonly record struct StixEntry(Slice First, Slice Second, Slice Third)
{
    public StixEntry With(int part, Slice value) => part switch
    {
        0 => this with { First = value },
        1 => this with { Second = value },
        _ => this with { Third = value },
    };
}

/// <summary>Which strings of the entries of a list are read.</summary>
sealed class StixEntryShape
{
    static readonly StixEntryShape ExternalReference = new("source_name", "external_id", "url");
    static readonly StixEntryShape KillChainPhase = new("kill_chain_name", "phase_name");
    static readonly StixEntryShape LogSource = new("name", "channel");
    static readonly StixEntryShape LogSourceReference = new("x_mitre_data_component_ref", "name", "channel");
    static readonly StixEntryShape MutableElement = new("field", "description");

    readonly byte[][] parts;

    StixEntryShape(params string[] names) => parts = [.. names.Select(Encoding.UTF8.GetBytes)];

    public static StixEntryShape Of(StixField field) => field switch
    {
        StixField.ExternalReferences => ExternalReference,
        StixField.KillChainPhases => KillChainPhase,
        StixField.LogSources => LogSource,
        StixField.LogSourceReferences => LogSourceReference,
        StixField.MutableElements => MutableElement,
        _ => throw new UnreachableException($"{field} is not a list of objects"),
    };

    /// <summary>Which of the strings a name is, or -1.</summary>
    public int PartOf(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < parts.Length; i++)
        {
            if (name.SequenceEqual(parts[i]))
            {
                return i;
            }
        }

        return -1;
    }

    public string NameOf(int part) => Encoding.UTF8.GetString(parts[part]);
}
