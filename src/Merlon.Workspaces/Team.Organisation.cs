using System.Security.Cryptography;
using System.Text;
using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Workspaces.Exchange;
using Merlon.Workspaces.Storage;
using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces;

public sealed partial class Team
{
    /// <summary>Most versions of the organisation file that are kept; the oldest are forgotten first.</summary>
    public const int OrganisationVersionsMax = 2_000;

    /// <summary>Most characters of what a version says of itself; cut beyond.</summary>
    public const int VersionNoteCharsMax = 1_000;

    /// <summary>
    /// The organisation file as it is on the disk. What an editor changed there, past the server, enters the history when it is first seen.
    /// </summary>
    /// <param name="path">An <c>organisation.yaml</c>, or the folder that holds one or may hold one.</param>
    public OrganisationText ReadOrganisation(string path)
    {
        var text = OnDisk(path);
        if (text.IsThere && database.Read(static connection => OrganisationVersionTable.Last(connection, transaction: null))?.Tag != text.Tag)
        {
            database.Write((connection, transaction) =>
            {
                text = OnDisk(path);
                SeeOutside(connection, transaction, text);
                return true;
            });
        }

        return text;
    }

    /// <summary>
    /// Changes the organisation file: one after the other, over all threads and servers. The change sees the file as it is then; it gives the new text, or throws and nothing is changed.
    /// The file is whole at any time; its history has the new version once this returns.
    /// </summary>
    /// <param name="path">As in <see cref="ReadOrganisation"/>.</param>
    /// <param name="author">Who changes it.</param>
    /// <param name="how">Such as <c>edit</c>, <c>text</c>, <c>restore</c>, <c>create</c>.</param>
    /// <param name="change">From the file as it is to the new text and what that does, in a few words.</param>
    /// <exception cref="IOException">The file or the history cannot be written; what was not confirmed was not saved.</exception>
    public OrganisationText ChangeOrganisation(string path, Author author, string how, Func<OrganisationText, (string Text, string What)> change) => database.Write((connection, transaction) =>
    {
        var before = OnDisk(path);
        SeeOutside(connection, transaction, before);
        if (before.Tag != (before.IsThere ? OrganisationTagOf(before.Text) : before.Tag))
        {
            throw new InvalidDataException("the organisation's file is no UTF-8: save it as UTF-8 first");
        }

        var (text, what) = change(before);
        if (before.IsThere && string.Equals(text, before.Text, StringComparison.Ordinal))
        {
            return before;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length > ReadLimits.Default.YamlBytesMax)
        {
            throw new InvalidDataException($"the file would have {bytes.Length} bytes, and at most {ReadLimits.Default.YamlBytesMax} are read");
        }

        OrganisationText after = new(text, TagOf(bytes), IsThere: true);
        Keep(connection, transaction, after, author, how, what);
        var file = FileOf(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file) ?? ".");
        AtomicFile.Write(file, stream => stream.Write(bytes));
        return after;
    });

    /// <summary>The text that had a tag; null when the history does not know it.</summary>
    public string? OrganisationTextOf(string tag) => database.Read(connection => OrganisationVersionTable.TextOfTag(connection, transaction: null, tag));

    /// <summary>The history, newest first, at most so many.</summary>
    public IReadOnlyList<OrganisationVersion> OrganisationVersions(int limit)
        => database.Read(connection => OrganisationVersionTable.List(connection, limit).Select(VersionOf).ToList());

    /// <summary>A version and its text; null when there is none of the number.</summary>
    public (OrganisationVersion Version, string Text)? FindOrganisationVersion(long number) => database.Read(connection
        => OrganisationVersionTable.Find(connection, number) is { } row && OrganisationVersionTable.Text(connection, number) is { } text ? (VersionOf(row), text) : ((OrganisationVersion, string)?)null);

    /// <summary>Tag of a text: another one for every other text.</summary>
    public static string OrganisationTagOf(string text) => TagOf(Encoding.UTF8.GetBytes(text));

    static string FileOf(string path)
        => Path.GetFullPath(Directory.Exists(path) || !Path.GetExtension(path).StartsWith(".y", StringComparison.OrdinalIgnoreCase) ? Path.Combine(path, OrganisationFile.FileName) : path);

    static OrganisationText OnDisk(string path)
    {
        var file = FileOf(path);
        if (!File.Exists(file))
        {
            return new OrganisationText("", "none", IsThere: false);
        }

        return BoundedBytes.OfPlainFile(file, ReadLimits.Default.YamlBytesMax) is BoundedBytes.Whole { Bytes: var bytes }
            ? new OrganisationText(Encoding.UTF8.GetString(bytes.Span), TagOf(bytes.Span), IsThere: true)
            : throw new InvalidDataException($"{file} is larger than {ReadLimits.Default.YamlBytesMax} bytes");
    }

    static string TagOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12));

    void SeeOutside(System.Data.Common.DbConnection connection, System.Data.Common.DbTransaction transaction, OrganisationText text)
    {
        var last = OrganisationVersionTable.Last(connection, transaction);
        if (text.IsThere && last?.Tag != text.Tag)
        {
            Keep(connection, transaction, text, Author.Nobody, last is null ? "found" : "outside", "");
        }
    }

    void Keep(System.Data.Common.DbConnection connection, System.Data.Common.DbTransaction transaction, OrganisationText text, Author author, string how, string what)
    {
        var number = (OrganisationVersionTable.Last(connection, transaction)?.Number ?? 0) + 1;
        VersionRow row = new()
        {
            Number = number, Tag = text.Tag, At = JournalText.Of(clock.GetUtcNow()), ById = author.Id, ByName = author.Name, How = how,
            What = what.Length > VersionNoteCharsMax ? what[..VersionNoteCharsMax] : what,
        };
        OrganisationVersionTable.Insert(connection, transaction, row, text.Text);
        OrganisationVersionTable.Forget(connection, transaction, number - OrganisationVersionsMax);
    }

    static OrganisationVersion VersionOf(VersionRow row) => new(row.Number, row.Tag, JournalText.Instant(row.At), new Author(row.ById, row.ByName), row.How, row.What);
}

/// <summary>Who did something, as the server found out.</summary>
/// <param name="Id">Their stable key; empty for nobody in particular.</param>
/// <param name="Name">As shown; foreign text.</param>
public sealed record Author(string Id, string Name)
{
    /// <summary>Nobody that the server knows.</summary>
    public static Author Nobody { get; } = new("", "");
}

/// <summary>The organisation file at a moment.</summary>
/// <param name="Text">Its text; empty where there is none.</param>
/// <param name="Tag">Another one for every other text; <c>none</c> where there is no file.</param>
/// <param name="IsThere">False while nobody has written one.</param>
public sealed record OrganisationText(string Text, string Tag, bool IsThere);

/// <summary>One version of the organisation file.</summary>
/// <param name="Number">1, 2, 3 …</param>
/// <param name="Tag">Tag of its text.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who; nobody for a change past the server.</param>
/// <param name="How"><c>found</c>, <c>outside</c>, <c>edit</c>, <c>text</c>, <c>restore</c>, <c>create</c> …</param>
/// <param name="What">What it did, in a few words; foreign text.</param>
public sealed record OrganisationVersion(long Number, string Tag, DateTimeOffset At, Author By, string How, string What);
