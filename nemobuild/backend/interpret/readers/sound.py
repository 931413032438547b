"""Readers of sound: mood, tempo, levels (amplitudes, dB), loudness, effects, beats."""

from __future__ import annotations

import re
from dataclasses import replace

from nemobuild.backend.interpret import values
from nemobuild.backend.interpret.clauses import MASK, Fragment
from nemobuild.backend.interpret.readers.form import Params, search
from nemobuild.backend.interpret.readers.scope import read_since
from nemobuild.backend.interpret.readers.timing import read_when

MOODS = (
    (r"energetic|high-energy|energy|driving|hype|workout|sport\w*|pumping|fast|活力|动感|激昂", "energetic"),
    (r"upbeat|lively|party|dance|轻快|欢快", "upbeat"),
    (r"\bpiano|钢琴", "piano"), (r"acoustic|\bguitar|ukulele|吉他", "acoustic"),
    (r"happy|cheerful|fun\b|joyful|快乐|开心|愉快|欢乐", "happy"), (r"playful|quirky|whimsical|cute|俏皮|可爱", "playful"), (r"romantic|love|wedding|tender|浪漫|温柔", "romantic"),
    (r"epic|dramatic|intense|trailer|powerful|heroic|史诗|震撼|大气", "epic"), (r"cinematic|orchestral|(?<!whole )(?<!the )(?<!entire )(?<!my )(?<!this )(?<!full )\bfilm(?!\w)|电影", "cinematic"),
    (r"hip-?hop|trap|phonk|\bdrill\b|\brap\b|嘻哈", "hiphop"), (r"lo-?fi|chill|laid-back|study", "lofi"), (r"jazz|jazzy|swing|爵士", "jazz"), (r"electronic|edm|techno|house|synth|电子", "electronic"),
    (r"ambient|atmospheric|ethereal|氛围", "ambient"), (r"calm|relax\w*|peaceful|soft|gentle|quiet|soothing|meditat\w*|subtle|安静|平静|舒缓|轻柔|柔和", "calm"),
    (r"somb(?:re|er)|solemn|mournful|grave\b|serious|sad\b|melanchol\w*|emotional|moody|悲伤|伤感|忧", "sad"), (r"inspir\w*|motivat\w*|uplifting|hopeful|励志", "inspiring"), (r"corporate|business|professional|商务", "corporate"),
    (r"dark|suspense\w*|tense|mysterious|scary|horror|悬疑|紧张|恐怖", "dark"), (r"folk|country", "acoustic"), (r"warm|cozy|cosy|温暖|温馨", "warm"),
    (r"rock|摇滚", "rock"), (r"classical|古典", "piano"), (r"pop|流行", "pop"),
)  # fmt: skip


def mood_in(low: str) -> str:
    """The mood of music that words name, or empty."""
    return next((mood for pattern, mood in MOODS if re.search(rf"(?:{pattern})", low)), "")


_FROM_ITS_OWN = re.compile(
    rf"\b(?:skip(?:ping)?|without|leaving out|minus) (?:its|the song's|the track's|the music's) (?:first|opening) (?P<a>{values.LENGTH})"
    rf"|\b(?:from|starting (?:at|from)|beginning (?:at|from)) its (?P<b>\d+)(?:st|nd|rd|th) second\b"
)
"""From where of its own on a song is heard."""


_PACE = re.compile(
    r"\bmusic (?:(?:a (?:bit|little)|much|play|go) )?(?:slower|faster)\b|\b(?:slower|faster) (?:music|tune|piece|tempo|beat)\b"
)


def read_music(f: Fragment) -> Params:
    low = f.low
    found: Params = {}
    if own := _FROM_ITS_OWN.search(low):
        found["source_from_ms"] = values.length_ms(own["a"] or f"{own['b']} seconds")
    moods = [mood for pattern, mood in MOODS if re.search(pattern, low)]
    if moods:
        found["mood"] = moods[0]
    tempo = re.search(r"(\d{2,3})\s*bpm", low)
    if tempo:
        found["tempo"] = int(tempo[1])
    if pace := _PACE.search(low):
        found["pace"] = 1.25 if "faster" in pace[0] else 0.8
    if re.search(r"\breplace|\bchange the music|\binstead\b|替换|换成", low):
        found["replace"] = True
    if ANOTHER_PIECE.search(low):
        found["another"] = True
    return found


ANOTHER_PIECE = re.compile(
    r"\b(?:another|different|other|new)\b(?: [\w-]+){0,2}? (?:song|track|music|tune|piece|soundtrack|bgm|one)\b"
    r"|\b(?:swap|change|replace) (?:out )?(?:the |my |this )?(?:\w+ )?(?:music|song|track|soundtrack)$|换(?:一)?首|另一首"
)
"""Words that ask for music that is not what is heard already."""


def read_mood_of(f: Fragment) -> Params:
    low = values.without_ground(re.sub(MASK + "+", " ", f.low))
    return {"mood": mood} if (mood := mood_in(low)) else {}


_NTH_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_OF_THE_FILM = re.compile(r"\b(?:first|second|other|last) (?:half|third|quarter)\b")
_PARTS = {"full": 1.0, "half": 0.5, "a third": 0.33}


def read_volume(f: Fragment) -> Params:
    level = values.decibel(f.low)
    share = values.percent(f.low)
    if level is not None:
        lowered = (
            bool(re.search(r"\b(?:lower|reduc|decreas|quiet|down|drop|dip|duck|sink|under)|降|减", f.low))
            and level > 0
        )
        by = (
            bool(re.search(r"\bby\b|\b(?:louder|quieter|softer)\b|降低|减|提高\d|增", f.low))
            or lowered
            or bool(re.match(r"\+", str(level)))
        )
        return {"change_db": -abs(level) if lowered else level} if by else {"db": level}
    if share is not None:
        if re.search(r"\bby\b|(?:%|percent) (?:louder|quieter|softer)\b", f.low):
            less = bool(re.search(r"lower|reduc|decreas|quiet|soft|down|降|减", f.low))
            return {"times": 1 - share / 100 if less else 1 + share / 100}
        return {"volume": share / 100}
    if re.search(
        r"\bhalf as loud\b|\btwice as quiet\b|\bhalf (?:of )?(?:the|its|that) (?:current |present )?(?:volume|level|loudness)\b",
        f.low,
    ):
        return {"times": 0.5}
    if part_of := re.search(r"\bby (?:a|one) (half|third|quarter|fifth|tenth)\b", f.low):
        share = 1 / _NTH_PARTS[part_of[1]]
        is_less = bool(re.search(r"lower|reduc|decreas|quiet|soft|down|drop|cut|less", f.low))
        return {"times": 1 - share if is_less else 1 + share}
    part = re.search(
        r"\b(full|half|a third|(?:a )?quarter)\b(?: of)?(?: the)?(?: volume| level)?|一半",
        _OF_THE_FILM.sub(" ", f.low),
    )
    if part and (part[1] != "full" or "volume" in part[0]):
        return {"volume": _PARTS.get(part[1] or "half", 0.25)}
    return {"times": 2.0} if re.search(r"\b(?:double|twice)\b", f.low) else {}


def read_level_ramp(f: Fragment) -> Params:
    """Music that rises or falls: the amplitudes it goes from and to, where they are said, and otherwise how many times as loud
    it becomes."""
    late = {"share": [2 / 3, 1.0]} if re.search(r"\btowards? the end\b", f.low) else {}
    return late | _ramp(f)


def _ramp(f: Fragment) -> Params:
    both = search(r"\bfrom (?P<a><num>) ?(?:%|percent)? (?:up |down )?to (?P<b><num>) ?(?:%|percent)", f.low)
    if both:
        low, high = (values.number(both[name]) or 0 for name in ("a", "b"))
        return {"from_volume": low / 100, "volume": high / 100}
    if goal := search(r"\b(?:to|until it is at|reaching) (?P<n><num>) ?(?:%|percent)", f.low):
        return {"volume": (values.number(goal["n"]) or 0) / 100}
    if (level := values.decibel(f.low)) is not None:
        return {"change_db": -abs(level) if _FALLS.search(f.low) else level}
    return {"change_db": -10.0 if _FALLS.search(f.low) else 6.0}


_FALLS = re.compile(r"\b(?:quieter|softer|lower|decreas\w+|down|drop\w*|fall\w*|fade)\b")


def read_volume_direction(f: Fragment) -> Params:
    if read_volume(f):
        return {}
    if re.search(r"\btoo (?:quiet|low|soft)\b|太小|太轻", f.low):
        return {"change_db": 4.0}
    if re.search(r"\btoo loud\b|\bdrown|\boverpower|太大|太响", f.low):
        return {"change_db": -6.0}
    a_little = (
        0.5 if re.search(r"\b(?:a (?:little|bit|touch|tad)|slightly|somewhat)\b|一点|稍", f.low) else 1.0
    )
    if re.search(r"\b(?:louder|up|raise|increase|boost|higher)\b|大|提高|调高|增", f.low):
        return {"change_db": 4.0 * a_little}
    return (
        {"change_db": -6.0 * a_little}
        if re.search(r"\b(?:quiet\w*|softer|down|lower|reduce|decrease|low|subtle)\b|小|降|低|轻", f.low)
        else {}
    )


_LEFT_ALONE = re.compile(
    r"(?:(?<=\beverything )|(?<=\ball ))but\b[^,;.]*|\b(?:but|and|while)? ?(?:keep(?:ing)?|leav(?:e|ing)|not|except(?: for)?|without)\b[^,;.]*"
)


def read_sound_target(f: Fragment) -> Params:
    low = _LEFT_ALONE.sub(" ", f.low)
    if (
        low != f.low
        and re.search(r"\b(?:music|soundtrack|song)\b", f.low)
        and not re.search(r"\b(?:music|soundtrack|song)\b", low)
    ):
        return {"what": "film"}
    if re.search(r"\b(?:music|soundtrack|bgm|song|background track)\b|音乐|配乐", f.low):
        return {"what": "music"}
    if re.search(r"\b(?:voice|speech|talk|speaker|narration|original|camera|video|clip)\b|人声|原声", f.low):
        return {"what": "film"}
    return {"what": "effects"} if re.search(r"\beffects?\b|音效", f.low) else {}


def read_fade_hint(f: Fragment) -> Params:
    """How music begins and ends: over how many ms."""
    found: Params = {}
    if re.search(r"\b(?:no|without(?: an?| any)?) fad(?:es?|ing)\b(?! in)", f.low):
        return {"fade_out_ms": 0}
    for said in re.finditer(
        r"\b(?:fad\w+(?: it)?|and)[ -](?P<way>in|out)\b(?P<how>[^,;.]*?)(?=$|[,;.]| and (?:fad\w*|in\b|out\b))",
        f.low,
    ):
        length = search(r"<len>", said["how"])
        ms = values.length_ms(length[0]) if length else None
        found[f"fade_{said['way']}_ms"] = ms or 2000
    if "fade_out_ms" not in found and re.search(r"\bfad\w+ (?:away|down)\b|淡出", f.low):
        found["fade_out_ms"] = 2000
    return found


def read_music_when(f: Fragment) -> Params:
    """When music plays: the lengths of its fades are not meant, nor what is skipped of it."""
    f = replace(f, low=_FROM_ITS_OWN.sub(" ", f.low))
    both = search(
        r"\bstarts? (?:at|after|from) (?P<a><time>)[^;.]*\b(?:ends?|stops?) (?P<b><len>) before (?:the )?(?:very )?end\b",
        f.low,
    )
    if both:
        return {"from_ms": values.time_ms(both["a"]), "before_end_ms": values.length_ms(both["b"])}
    if since := read_since(f):
        return since
    if gone := search(
        r"\b(?:that |which |and )?(?:stop|end|finish)(?:s|ping|ing)? (?:playing )?(?:exactly |right |just )?(?:at|by|after) (?P<t><time>)",
        f.low,
    ):
        rest = read_when(replace(f, low=f.low[: gone.start()]))
        return {"from_ms": 0, **rest, "to_ms": values.time_ms(gone["t"])}
    return read_when(replace(f, low=re.sub(r"\b(?:that |which |and )?fad\w+\b[^,;.]*", " ", f.low)))


NO_DUCKING = re.compile(r"\b(?:no|without|stop|don't|do not|never|not) (?:any |the |more )?duck\w*")


def read_duck(f: Fragment) -> Params:
    return {"duck": not NO_DUCKING.search(f.low)} if re.search(r"\bduck", f.low) else {}


def read_voice_kind(f: Fragment) -> Params:
    """The language of a voice, where one is named; else it is that of the words."""
    languages = (
        (r"\bchinese\b|\bmandarin\b|中文|普通话", "zh"), (r"\benglish\b|英[文语]", "en"), (r"\bgerman\b", "de"), (r"\bfrench\b", "fr"),
        (r"\bspanish\b", "es"), (r"\bitalian\b", "it"), (r"\bportuguese\b", "pt"), (r"\bjapanese\b|日语", "ja"), (r"\bkorean\b", "ko"),
    )  # fmt: skip
    found = next((code for pattern, code in languages if re.search(pattern, f.low)), "")
    return {"language": found} if found else {}


def read_loudness(f: Fragment) -> Params:
    found = re.search(r"(-?\d+(?:\.\d+)?)\s*(?:lufs|lkfs)", f.low)
    if found:
        return {"lufs": -abs(float(found[1]))}
    target = next(
        (
            v
            for p, v in (
                (r"podcast|apple", -16.0),
                (r"broadcast|tv|ebu", -23.0),
                (r"youtube|spotify|tiktok|instagram", -14.0),
            )
            if re.search(p, f.low)
        ),
        None,
    )
    return {"lufs": target} if target is not None else {}


_ONLY_THAT = re.compile(r"\bkeep(?:ing)? (?:only )?the (?:audio|sound) (?:from|of)\b")


def read_only_sound(f: Fragment) -> Params:
    """Whether the clips that are named are those that stay heard: `keep only the sound of the talk`."""
    return {"only": True} if _ONLY_THAT.search(f.low) else {}


_EFFECTS = (
    (r"whoosh|swoosh|swish|嗖", "whoosh"), (r"\bpop\b|bubble|啵", "pop"),
    (r"\bbleep|\bbeep|哔", "beep"), (r"boing|spring sound|\b(?:funny|comic|silly|cartoon|goofy)\b", "boing"), (r"record scratch|scratch", "scratch"), (r"thunder|雷", "thunder"),
    (r"applause|clapping|cheer|鼓掌|掌声", "applause"), (r"drum ?roll", "drumroll"), (r"\bgong", "gong"), (r"buzzer|wrong answer", "buzzer"), (r"\bclaps?\b", "clap"),
    (r"riser|rise|build-?up|tension", "riser"), (r"click|typing|keyboard|shutter|点击", "click"), (r"ding|bell|chime|notification|叮", "ding"),
    (r"\bhit\b|bass|stab|boom|impact|thud|drum|撞击|重击", "hit"),
)  # fmt: skip


_OTHER_EFFECTS = (
    r"\b(?:crackle|birdsong|bird calls|waves|ambience|siren|laser|gunshots?|explosions?|splash|crickets|heartbeat|cash register|ka-?ching|(?:air ?|fog ?)?horns?|crowd|rain|ocean|wind|water"
    r"|birds?|engine|phone|alarm|door|footsteps?|magic|page|laugh(?:ter)?|laugh track|ta-?da|rimshot|breathing|nature|meme|game|rattle|drone|rumble|chatter|murmur|patter|howl|whirr?|tick\w*|static|fireworks?|traffic|train|dog|cat|bark\w*)\b"
)
"""Sounds that people ask for and nobody here can make."""


_CENSORS = re.compile(
    r"^(?:(?:please|and|then|also|but|now) )*(?:bleep(?! sounds?\b)|censor|beep (?=out\b|from\b|between\b|\d))"
)
"""A beep that stands in the place of what is said, and does not only sound over it."""


def read_effect_name(f: Fragment) -> Params:
    if _CENSORS.search(f.low):
        return {"name": "beep", "censors": True}
    name = next((name for pattern, name in _EFFECTS if re.search(pattern, f.low)), "")
    if name:
        return {"name": name}
    other = re.search(_OTHER_EFFECTS, f.low) or _A_SOUND.search(f.low)
    return {"unknown": other[0]} if other else {}


_NTH_EFFECT = re.compile(rf"\b(?:the|my) ({'|'.join(values.ORDINALS)}) [a-z]")


def read_which_effect(f: Fragment) -> Params:
    """Which of several: the first of its name, or the one that is heard at a time where it is to go."""
    found = _NTH_EFFECT.search(f.low)
    nth = {"nth": values.ORDINALS[found[1]]} if found else {}
    goes = re.search(r"\b(?:remove|delete|drop|lose|take out|get rid of)\b", f.low)
    at = search(r"\b(?:at|from) (?P<t><time>)", f.low) if goes else None
    return nth | ({"heard_at_ms": values.time_ms(at["t"])} if at else {})


_A_SOUND = re.compile(
    r"(?:(?<=\ban )|(?<=\ba ))(?!(?:sound|audio|subtle|short|quick|soft|loud|nice|cool|little|small|big|effect|dramatic|transition|\w*ing)\b)[a-z][\w-]+(?= sounds?\b(?! effects?))"
)
"""What sounds, where nobody here can make it: `a saw sound`."""


def read_beat(f: Fragment) -> Params:
    found = re.search(rf"every ({values.NUMBER}|other|second|fourth) beats?", f.low)
    if not found:
        return {}
    number = {"other": 2.0, "second": 2.0, "fourth": 4.0}.get(found[1]) or values.number(found[1])
    return {"every": int(number)} if number else {}
