using System.Text;

namespace Merlon.Documents;

/// <summary>
/// Changes a YAML text as a careful person would: only the lines that the change is about. Comments, order, spelling and unknown keys elsewhere stay byte by byte (docs/design/organisation-editing.md).
/// What the text says afterwards is held against <see cref="YamlTree.Apply"/>: a change that would say anything else is refused.
/// </summary>
public static class YamlEditor
{
    /// <summary>Most primitive steps of one change.</summary>
    public const int StepsMax = 5_000;

    const char Mark = '\uFEFF';

    /// <summary>Makes a change.</summary>
    /// <param name="text">The document; one that cannot be read is not changed.</param>
    /// <param name="edit">The change.</param>
    /// <param name="limits">Bounds of the document before and after.</param>
    public static YamlEdited Apply(string text, YamlEdit edit, ReadLimits limits)
    {
        var hasMark = text.StartsWith(Mark);
        var body = hasMark ? text[1..] : text;
        if (Read(body, limits) is not { } before)
        {
            return new YamlEdited.Refused("the file cannot be read as it is: mend it first");
        }

        if (YamlTree.Apply(before, edit, out var why) is not { } wanted)
        {
            return new YamlEdited.Refused(why ?? "the document as a whole cannot be removed");
        }

        if (YamlTree.AreSame(before, wanted))
        {
            return new YamlEdited.Done(text);
        }

        var steps = YamlEditSteps.Of(before, edit);
        if (steps.Count > StepsMax)
        {
            return new YamlEdited.Refused($"the change has more than {StepsMax} steps");
        }

        foreach (var step in steps)
        {
            if (PlacedYaml.Of(body) is not { } root || new YamlPatch(body, root).Make(step) is not { } patched)
            {
                return CannotBe(edit);
            }

            body = patched;
        }

        return YamlTree.AreSame(Read(body, limits), wanted) ? new YamlEdited.Done(hasMark ? Mark + body : body) : CannotBe(edit);
    }

    static YamlNode? Read(string text, ReadLimits limits) => YamlDocument.Read(Encoding.UTF8.GetBytes(text), "", limits).Value;

    static YamlEdited.Refused CannotBe(YamlEdit edit)
        => new($"{(edit.Path.Steps.Count == 0 ? "the document" : edit.Path)} is written in a way that can only be changed by hand, in the text");
}

/// <summary>What became of a change.</summary>
public abstract record YamlEdited
{
    YamlEdited() { }

    /// <summary>It was made.</summary>
    /// <param name="Text">The document afterwards.</param>
    public sealed record Done(string Text) : YamlEdited;

    /// <summary>It cannot be made; nothing was changed.</summary>
    /// <param name="Why">One sentence without a full stop.</param>
    public sealed record Refused(string Why) : YamlEdited;
}

/// <summary>A change as steps that each touch one place: what is the same before and after is not written again, so that its comments stay.</summary>
static class YamlEditSteps
{
    /// <summary>The steps, to be made one after the other.</summary>
    public static List<YamlEdit> Of(YamlNode root, YamlEdit edit)
    {
        var steps = new List<YamlEdit>();
        YamlTree.TryFind(root, edit.Path, out var old);
        switch (edit)
        {
            case YamlEdit.Put put:
                Change(root, put.Path, old, put.Value, steps);
                break;
            case YamlEdit.Add add when old is not YamlNode.Sequence { Items.Count: > 0 }:
                Change(root, add.Path, old, YamlTree.List(add.Values), steps);
                break;
            default:
                steps.Add(edit);
                break;
        }

        return steps;
    }

    static void Change(YamlNode root, YamlPath path, YamlNode? old, YamlNode wanted, List<YamlEdit> steps)
    {
        switch (old, wanted)
        {
            case (null, _):
                steps.Add(WithParents(root, path, wanted));
                break;
            case var _ when YamlTree.AreSame(old, wanted):
                break;
            case (YamlNode.Mapping { Entries.Count: > 0 } from, YamlNode.Mapping { Entries.Count: > 0 } to):
                foreach (var (key, value) in to.Entries)
                {
                    Change(root, path[key.Text], from.TryFind(key.Text, out var inner) ? inner : null, value, steps);
                }

                steps.AddRange(from.Entries.Where(entry => !to.TryFind(entry.Key.Text, out _)).Select(entry => new YamlEdit.Remove(path[entry.Key.Text])));
                break;
            case (YamlNode.Sequence { Items.Count: > 0 } from, YamlNode.Sequence { Items.Count: > 0 } to):
                ChangeItems(root, path, from.Items, to.Items, steps);
                break;
            default:
                steps.Add(new YamlEdit.Put(path, wanted));
                break;
        }
    }

    // From the end to the beginning, so that places before a step stay what they were.
    static void ChangeItems(YamlNode root, YamlPath path, IReadOnlyList<YamlNode> from, IReadOnlyList<YamlNode> to, List<YamlEdit> steps)
    {
        foreach (var (start, count, items) in YamlAlignment.Hunks(from, to).Reverse())
        {
            var paired = Math.Min(count, items.Count);
            if (items.Count > paired)
            {
                steps.Add(new YamlEdit.Add(path, [.. items.Skip(paired)], start + paired));
            }

            for (var i = count - 1; i >= paired; i--)
            {
                steps.Add(new YamlEdit.Remove(path[start + i]));
            }

            for (var i = paired - 1; i >= 0; i--)
            {
                Change(root, path[start + i], from[start + i], items[i], steps);
            }
        }
    }

    // What stands above a new key and is not there either is made in the same step.
    static YamlEdit.Put WithParents(YamlNode root, YamlPath path, YamlNode value)
    {
        while (path.Steps.Count > 1 && (!YamlTree.TryFind(root, path.Parent, out var parent) || parent is YamlNode.Scalar))
        {
            value = YamlTree.Map((path.Steps[^1].Key ?? "", value));
            path = path.Parent;
        }

        return new YamlEdit.Put(path, value);
    }
}
