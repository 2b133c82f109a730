using Merlon.Sigma.Backends;

namespace Merlon.Workspaces.Tests.Translate;

/// <summary>A database that runs translations over a table of records.</summary>
abstract class ProofDatabase : IDisposable
{
    /// <summary>Name of the column that numbers the rows, from 0.</summary>
    public const string RowColumn = "merlon_row";

    /// <summary>What is proved on it.</summary>
    public abstract TranslationTarget Target { get; }

    /// <summary>Makes a table with one text column for each given column of the records, and fills it with the given rows.</summary>
    public abstract void Load(ProofTable table, IReadOnlyList<int> columns, IReadOnlyList<int> rows);

    /// <summary>Conditions that are asked together; ClickHouse takes time with the square of them.</summary>
    public virtual int ConditionsPerQuery => 100;

    /// <summary>
    /// Of the rules that match no row every how many are asked; all with MERLON_PROOF=full. ClickHouse needs some hundredths of a
    /// second for each query whatever the rows, which makes minutes of them all.
    /// </summary>
    public virtual int UnmatchedRulesStep => 1;

    /// <summary>The rows of which each condition is true, all conditions asked in one pass over the table.</summary>
    public abstract IEnumerable<(int Condition, int Row)> Evaluate(ProofTable table, IReadOnlyList<string> conditions);

    /// <summary>Longest name of a column in bytes, and whether names that differ in case only are two.</summary>
    public abstract (int BytesMax, bool IsCased) Names { get; }

    public void Dispose()
    {
        Dispose(isDisposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool isDisposing)
    {
    }

    /// <summary>A name between quotation marks of standard SQL.</summary>
    protected static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
