using Kpu.Outreach.Campaigns;
using Kpu.Outreach.Json;

namespace Kpu.Outreach.Documents;

/// <summary>Reads facts.json and speakers.json.</summary>
internal sealed class ListDocuments(ReadingRoom room)
{
    public const string FactsFile = "facts.json";
    public const string SpeakersFile = "speakers.json";

    public IReadOnlyList<Fact> Facts(MemberReader root)
    {
        root.Require("facts");
        return [.. root.Objects("facts", Shapes.Fact).Select(Fact).OfType<Fact>()];
    }

    public IReadOnlyList<Speaker> Speakers(MemberReader root)
    {
        root.Require("speakers");
        return [.. root.Objects("speakers", Shapes.Speaker).Select(Speaker).OfType<Speaker>()];
    }

    private Fact? Fact(MemberReader reader)
    {
        var id = ReadingRoom.Id(reader);
        reader.Require("type");
        var type = reader.Choice<FactType>("type");
        var basedOn = reader.Texts("basedOn");
        // A fact that rests on another one may take its value from there.
        if (basedOn.Count == 0) reader.Require("value");
        var value = reader.Scalar("value");
        var (source, version, status) = (reader.RequiredText("source"), reader.Integer("version", 1), reader.Choice<FactStatus>("status"));
        var (verifiedBy, verifiedOn) = (reader.Text("verifiedBy"), reader.Date("verifiedOn"));
        var (contradicts, note) = (reader.Texts("contradicts"), reader.Text("note"));
        return room.Keep(id is null || type is null || source is null || (value is null && basedOn.Count == 0) ? null : new Fact
        {
            Id = id,
            Type = type.Value,
            Value = value ?? "",
            Version = version ?? 1,
            Source = source,
            Status = status ?? FactStatus.Unverified,
            VerifiedBy = verifiedBy,
            VerifiedOn = verifiedOn,
            BasedOn = basedOn,
            Contradicts = contradicts,
            Note = note,
        }, reader);
    }

    private Speaker? Speaker(MemberReader reader)
    {
        var (id, name, institution) = (ReadingRoom.Id(reader), reader.RequiredText("name"), reader.Text("institution"));
        var (topics, languages, available) = (reader.Texts("topics"), reader.Texts("languages"), reader.Span("available", Shapes.Span));
        return room.Keep(id is null || name is null ? null : new Speaker
        {
            Id = id,
            Name = name,
            Institution = institution,
            Topics = topics,
            Languages = languages.Count > 0 ? languages : ["id"],
            Available = available,
        }, reader);
    }
}
