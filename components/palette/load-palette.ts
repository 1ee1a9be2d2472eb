/** The palette's code, for when the pointer or the focus comes near what opens it. */
export const loadPalette = () => import("./palette.tsx");
