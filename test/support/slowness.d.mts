/** 1 on a usual machine without load, more on slower ones. */
export declare const slowness: number;
